package io.manabi.serving.codec;

/** Finds the signatures of a model. */
@FunctionalInterface
public interface Signatures {
  /**
   * The signature of this name.
   *
   * @throws RequestFailure if the model has none of that name
   */
  Signature named(String name);
}
