/**
 * Flags that commands share which read data.
 *
 * <pre>{@code
 * @Mixin private final CsvOptions csv = new CsvOptions();
 * ...
 * CsvSource.of(schema, files, csv.format());
 * }</pre>
 */
@NullMarked
package io.manabi.cli.input;

import org.jspecify.annotations.NullMarked;
