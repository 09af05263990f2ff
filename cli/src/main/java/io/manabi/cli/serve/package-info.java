/** The command that serves models. */
@NullMarked
package io.manabi.cli.serve;

import org.jspecify.annotations.NullMarked;
