/**
 * MNIST, from raw files to a drawn digit: the data, what is done to it, the models and the trainer.
 *
 * <pre>{@code
 * MnistFiles files = new MnistData(cache).get(Optional.empty(), System.out::println);
 * TransformGraph graph = TransformGraph.compile(new MnistPreprocessing());
 * }</pre>
 */
@NullMarked
package io.manabi.samples.mnist;

import org.jspecify.annotations.NullMarked;
