package io.manabi.samples.mnist;

import static io.manabi.training.network.Layers.conv2d;
import static io.manabi.training.network.Layers.dense;
import static io.manabi.training.network.Layers.flatten;
import static io.manabi.training.network.Layers.image;
import static io.manabi.training.network.Layers.maxPool;
import static io.manabi.training.network.Layers.relu;
import static io.manabi.training.network.Layers.reshape;
import static io.manabi.training.network.Layers.whileTraining;

import io.manabi.training.models.Sequential;
import io.manabi.training.network.Network.Padding;

/**
 * A small model that learns fast: four convolutions whose pooling comes before the ReLU, no hidden
 * dense layer, 35,370 parameters. Digits are distorted a little while it trains. It gets further
 * than {@link OriginalModel} in a tenth of the time, and a hundredth of its parameters travel at
 * each step.
 */
final class FastModel {
  static final Sequential LAYERS =
      Sequential.of(
          MnistPreprocessing.INPUTS,
          reshape(28, 28, 1),
          image("digits"),
          whileTraining(new Distortion(12, 0.1f, 0.2f, 1.5f)),
          conv2d("conv1", 5, 16, Padding.VALID),
          maxPool(2),
          relu(),
          conv2d("conv2", 3, 32, Padding.VALID),
          relu(),
          conv2d("conv3", 3, 32, Padding.VALID),
          maxPool(2),
          relu(),
          conv2d("conv4", 3, 64),
          relu(),
          maxPool(2),
          flatten(),
          dense("logits", 10));

  private FastModel() {}
}
