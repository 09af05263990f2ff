package io.manabi.serving.codec;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A decoded request.
 *
 * @param signature what is called
 * @param inputs one tensor for each input of the signature
 * @param layout {@link AnswerLayout#ROWS} if the request was in row format ("instances"), {@link
 *     AnswerLayout#COLUMNS} if it was in column format ("inputs")
 */
public record PredictRequest(
    Signature signature, Map<String, FlatTensor> inputs, AnswerLayout layout) {

  /** Copies the map. */
  public PredictRequest {
    inputs = Map.copyOf(inputs);
  }

  /** The tensor for an input of the signature. */
  public FlatTensor input(String name) {
    return requireNonNull(inputs.get(name), name);
  }

  /**
   * Compares the inputs with the signature.
   *
   * @throws RequestFailure if the shape of one does not fit
   */
  public void checkShapes() {
    signature.inputs().forEach((name, spec) -> input(name).check(spec, signature.name()));
  }
}
