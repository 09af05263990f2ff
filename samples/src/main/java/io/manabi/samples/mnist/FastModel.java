package io.manabi.samples.mnist;

import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Network.Padding;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A small model that learns fast: four convolutions whose pooling comes before the ReLU, no hidden
 * dense layer, 35,370 parameters. Digits are distorted a little while it trains. It gets further
 * than {@link OriginalModel} in a tenth of the time, and a hundredth of its parameters travel at
 * each step.
 */
final class FastModel extends MnistClassifier {
  private static final Distortion DISTORTION = new Distortion(12, 0.1f, 0.2f, 1.5f);

  FastModel() {
    super(0.05f);
  }

  @Override
  Operand<TFloat32> logits(Network network, Operand<TFloat32> images) {
    Operand<TFloat32> x = network.mode() == Mode.TRAIN ? DISTORTION.apply(network, images) : images;
    x = network.conv2d("conv1", x, 5, 16, Padding.VALID);
    x = network.relu(network.maxPool(x, 2));
    x = network.relu(network.conv2d("conv2", x, 3, 32, Padding.VALID));
    x = network.conv2d("conv3", x, 3, 32, Padding.VALID);
    x = network.relu(network.maxPool(x, 2));
    x = network.relu(network.conv2d("conv4", x, 3, 64, Padding.SAME));
    x = network.maxPool(x, 2);
    return network.dense("logits", network.flatten(x), 10);
  }
}
