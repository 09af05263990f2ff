/**
 * What the trainers of the samples share.
 *
 * <pre>{@code
 * Trainer.main(() -> spec(TrainerArguments.parse(args)));
 * }</pre>
 */
@NullMarked
package io.manabi.samples.training;

import org.jspecify.annotations.NullMarked;
