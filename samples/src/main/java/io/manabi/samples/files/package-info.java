/**
 * The files that the samples work on, from the user, a cache or the network.
 *
 * <pre>{@code
 * new OriginalFiles("MNIST", files, cache, downloads).get(Optional.empty(), System.out::println);
 * }</pre>
 */
@NullMarked
package io.manabi.samples.files;

import org.jspecify.annotations.NullMarked;
