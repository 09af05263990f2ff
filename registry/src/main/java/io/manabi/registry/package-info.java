/**
 * The models of a team and their versions, kept in a database, and the files of the versions.
 *
 * <pre>{@code
 * try (ModelRegistry registry = ModelRegistry.open(directory, Clock.systemUTC())) {
 *   ModelName mnist = new ModelName("shop", "MNIST");
 *   registry.createModel(mnist, Details.of("handwritten digits"));
 *   Version first =
 *       registry
 *           .versions()
 *           .create(
 *               new NewVersion(
 *                   mnist.version("v1"), export, Details.of("the first try"), Lineage.UNKNOWN));
 *   VersionFiles files = new VersionFiles(registry, modelFiles);
 *   files.add(first);
 *   files.prepare(first);
 *   registry.versions().changeState(first.name(), VersionState.READY, "");
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.registry;

import org.jspecify.annotations.NullMarked;
