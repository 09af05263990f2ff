/**
 * Measurements of preprocessing, each the main class of a script in {@code bench}, such as:
 *
 * <pre>bench/preprocess 100 --data data/census</pre>
 */
@NullMarked
package io.manabi.bench;

import org.jspecify.annotations.NullMarked;
