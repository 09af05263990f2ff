/**
 * The files of versions in one folder: each content once, in {@code sha256}, named by its digest
 * and read-only; and in {@code served} a folder for each version with links to them, as prediction
 * servers read it.
 */
@NullMarked
package io.manabi.registry.files;

import org.jspecify.annotations.NullMarked;
