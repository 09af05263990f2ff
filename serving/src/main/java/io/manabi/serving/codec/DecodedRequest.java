package io.manabi.serving.codec;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import java.util.Map;

/**
 * A decoded request.
 *
 * @param signature what is called
 * @param inputs a tensor for each input of the signature that the request gives
 * @param layout {@link AnswerLayout#ROWS} if the request was in row format ("instances"), {@link
 *     AnswerLayout#COLUMNS} if it was in column format ("inputs")
 */
public record DecodedRequest(
    Signature signature, Map<String, FlatTensor> inputs, AnswerLayout layout) {

  /** Copies the map. */
  public DecodedRequest {
    inputs = Map.copyOf(inputs);
  }
}
