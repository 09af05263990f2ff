/**
 * Doors into TensorFlow Java that it keeps shut: its public {@code Session} cannot be given the
 * address of a server, though the library beneath can. Classes here use its package-private parts
 * and nothing else; they work on the class path only.
 */
@NullMarked
package org.tensorflow;

import org.jspecify.annotations.NullMarked;
