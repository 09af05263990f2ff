/**
 * TensorBoard's event files, written without native calls.
 *
 * <pre>{@code
 * try (EventWriter writer = EventWriter.create(directory)) {
 *   writer.scalar(step, "loss", loss);
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.training.events;

import org.jspecify.annotations.NullMarked;
