/**
 * The command {@code manabi}: one class per subcommand.
 *
 * <pre>{@code
 * manabi demo mnist
 * }</pre>
 */
@NullMarked
package io.manabi.cli;

import org.jspecify.annotations.NullMarked;
