/**
 * What a model is built of: layers with named parameters, initializers, optimizers and learning
 * rates.
 *
 * <pre>{@code
 * Operand<TFloat32> hidden = network.relu(network.dense("hidden", images, 128));
 * }</pre>
 */
@NullMarked
package io.manabi.training.network;

import org.jspecify.annotations.NullMarked;
