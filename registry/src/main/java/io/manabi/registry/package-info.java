/**
 * The models of a team and their versions, kept in a database.
 *
 * <pre>{@code
 * try (ModelRegistry registry = ModelRegistry.open(directory, Clock.systemUTC())) {
 *   registry.createModel("MNIST", "handwritten digits");
 *   registry.createVersion("MNIST", "v1", export, "the first try");
 *   registry.changeState("MNIST", "v1", VersionState.READY);
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.registry;

import org.jspecify.annotations.NullMarked;
