package io.manabi.training.models;

import io.manabi.training.network.Layer;
import io.manabi.training.network.Layers;
import io.manabi.training.network.Network;
import io.manabi.training.spec.FeatureColumns;
import io.manabi.training.spec.Features;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A model that is a list of layers, each of which takes what the one before gives. */
public final class Sequential implements ModelFunction {
  private final ModelFunction inputs;
  private final Layer layers;

  private Sequential(ModelFunction inputs, Layer layers) {
    this.inputs = inputs;
    this.layers = layers;
  }

  /**
   * Layers on a feature of floats.
   *
   * @param feature the name of the feature, float [N, …]
   */
  public static Sequential of(String feature, Layer... layers) {
    return of((network, features) -> features.floats(feature), layers);
  }

  /** Layers on numbers and embeddings side by side, as {@link FeatureColumns#deep} gives them. */
  public static Sequential of(FeatureColumns columns, Layer... layers) {
    return of(columns::deep, layers);
  }

  /** Layers on what a function gives. */
  public static Sequential of(ModelFunction inputs, Layer... layers) {
    return new Sequential(inputs, Layers.inOrder(List.of(layers)));
  }

  @Override
  public Operand<TFloat32> outputs(Network network, Features features) {
    return layers.apply(network, inputs.outputs(network, features));
  }
}
