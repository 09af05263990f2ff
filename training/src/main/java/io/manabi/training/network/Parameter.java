package io.manabi.training.network;

import org.tensorflow.ndarray.Shape;

/**
 * A named array of numbers that a model learns.
 *
 * @param name unique in the model; its name in checkpoints
 * @param shape its shape, fully known
 * @param initializer its first value
 */
public record Parameter(String name, Shape shape, Initializer initializer) {}
