package io.manabi.serving.codec;

import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;

/** Finds the signatures of a model. */
@FunctionalInterface
public interface Signatures {
  /**
   * The signature of this name.
   *
   * @throws PredictionFailure if the model has none of that name
   */
  Signature named(String name);
}
