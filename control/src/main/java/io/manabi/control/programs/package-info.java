/**
 * What a trainer can be, and what of it is kept: jars, packages of Python, or any command.
 *
 * <pre>{@code
 * PackageStore packages = new PackageStore(folder.resolve("packages"));
 * KeptPackage kept = packages.keep(Path.of("/tmp/trainer-0.1.tar.gz"));
 * }</pre>
 */
@NullMarked
package io.manabi.control.programs;

import org.jspecify.annotations.NullMarked;
