/** Tensors in Java's memory, what a signature says of them, and what may go wrong with them. */
@NullMarked
package io.manabi.prediction.tensors;

import org.jspecify.annotations.NullMarked;
