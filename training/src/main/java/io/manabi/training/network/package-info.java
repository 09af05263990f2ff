/**
 * What a model is built of: layers with named parameters, initializers and losses; and how it
 * learns: optimizers, learning rates and regularization.
 *
 * <pre>{@code
 * Operand<TFloat32> hidden = network.relu(network.dense("hidden", images, 128));
 * Operand<TFloat32> job = Embedding.of("job", jobs, 8).lookUp(network, features.int64s("job"));
 * }</pre>
 */
@NullMarked
package io.manabi.training.network;

import org.jspecify.annotations.NullMarked;
