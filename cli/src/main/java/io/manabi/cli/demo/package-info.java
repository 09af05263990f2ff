/**
 * The command {@code manabi demo}: whole samples, from raw data to a model that answers.
 *
 * <pre>{@code
 * manabi demo mnist --work-dir /tmp/mnist --exit
 * }</pre>
 */
@NullMarked
package io.manabi.cli.demo;

import org.jspecify.annotations.NullMarked;
