/**
 * Flags that commands share which read data.
 *
 * <pre>{@code
 * @Mixin private final FileOptions files = new FileOptions();
 * ...
 * RecordSource source = files.input(globs).open(schema);
 * }</pre>
 */
@NullMarked
package io.manabi.cli.input;

import org.jspecify.annotations.NullMarked;
