/**
 * Files that are either there as a whole or not at all, and the names of files, on this machine or
 * another one.
 *
 * <pre>{@code
 * AtomicFiles.write(path, out -> out.write(bytes));
 * }</pre>
 */
@NullMarked
package io.manabi.core.files;

import org.jspecify.annotations.NullMarked;
