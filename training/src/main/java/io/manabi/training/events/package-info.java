/**
 * TensorBoard's event files, written without native calls.
 *
 * <pre>{@code
 * try (EventWriter writer = EventWriter.create(directory)) {
 *   writer.scalars(step, Map.of("loss", loss));
 *   writer.histogram(step, "weights", weights);
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.training.events;

import org.jspecify.annotations.NullMarked;
