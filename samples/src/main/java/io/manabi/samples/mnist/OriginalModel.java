package io.manabi.samples.mnist;

import io.manabi.training.network.Network;
import io.manabi.training.network.Network.Padding;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The model of the post "Distributed TensorFlow and distributed training" of 2017: two convolutions
 * of 5×5 with 32 and 64 filters, each with max pooling, a hidden layer of 1024 units and dropout of
 * 0.4. 3.3 million parameters.
 */
final class OriginalModel extends MnistClassifier {
  OriginalModel() {
    super(0);
  }

  @Override
  Operand<TFloat32> logits(Network network, Operand<TFloat32> images) {
    Operand<TFloat32> x = network.relu(network.conv2d("conv1", images, 5, 32, Padding.SAME));
    x = network.maxPool(x, 2);
    x = network.relu(network.conv2d("conv2", x, 5, 64, Padding.SAME));
    x = network.maxPool(x, 2);
    x = network.relu(network.dense("hidden", network.flatten(x), 1024));
    return network.dense("logits", network.dropout(x, 0.4f), 10);
  }
}
