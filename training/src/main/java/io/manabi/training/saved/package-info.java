/**
 * What a trainer leaves behind: checkpoints and SavedModels, in TensorFlow's formats.
 *
 * <pre>{@code
 * Saver saver = Saver.build(tf, entries);
 * saver.save(session, directory.resolve("model.ckpt-100"));
 * }</pre>
 */
@NullMarked
package io.manabi.training.saved;

import org.jspecify.annotations.NullMarked;
