package io.manabi.prediction.saved;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import java.util.List;

/**
 * A call that can be run: held against the signature, and complete.
 *
 * @param signature what is called
 * @param inputs one tensor for each input of the signature, in the order of their names
 * @param outputs the names of the outputs that are wanted, sorted
 */
public record SignatureCall(Signature signature, List<FlatTensor> inputs, List<String> outputs) {

  /** Copies the lists. */
  public SignatureCall {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
