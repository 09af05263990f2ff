/**
 * What the user sees: headings, lines and progress, as bars on a terminal and as plain lines
 * elsewhere.
 *
 * <pre>{@code
 * terminal.heading(2, 7, "Preprocess");
 * terminal.progress("images", done, total, 1, "images", List.of());
 * terminal.line("records in " + directory);
 * }</pre>
 */
@NullMarked
package io.manabi.cli.terminal;

import org.jspecify.annotations.NullMarked;
