package io.manabi.samples.mnist;

import static io.manabi.training.network.Layers.conv2d;
import static io.manabi.training.network.Layers.dense;
import static io.manabi.training.network.Layers.dropout;
import static io.manabi.training.network.Layers.flatten;
import static io.manabi.training.network.Layers.image;
import static io.manabi.training.network.Layers.maxPool;
import static io.manabi.training.network.Layers.relu;
import static io.manabi.training.network.Layers.reshape;

import io.manabi.training.models.Sequential;

/**
 * The model of the post "Distributed TensorFlow and distributed training" of 2017: two convolutions
 * of 5×5 with 32 and 64 filters, each with max pooling, a hidden layer of 1024 units and dropout of
 * 0.4. 3.3 million parameters.
 */
final class OriginalModel {
  static final Sequential LAYERS =
      Sequential.of(
          MnistPreprocessing.INPUTS,
          reshape(28, 28, 1),
          image("digits"),
          conv2d("conv1", 5, 32),
          relu(),
          maxPool(2),
          conv2d("conv2", 5, 64),
          relu(),
          maxPool(2),
          flatten(),
          dense("hidden", 1024),
          relu(),
          dropout(0.4f),
          dense("logits", 10));

  private OriginalModel() {}
}
