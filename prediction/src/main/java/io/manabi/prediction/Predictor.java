package io.manabi.prediction;

import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** From named tensors to named tensors. */
public interface Predictor {
  /**
   * The signature of this name.
   *
   * @param name empty for {@value Signature#DEFAULT_NAME}
   * @throws PredictionFailure if there is none
   */
  Signature signature(String name);

  /**
   * Runs a signature.
   *
   * @param signature its name; empty for {@value Signature#DEFAULT_NAME}
   * @param inputs the inputs by name; those with a default may be missing
   * @param outputFilter the names of the outputs that are wanted; empty for all
   * @param deadline until when the answer is wanted; what has not begun then is not computed
   * @return the outputs by name, or a {@link PredictionFailure}
   */
  CompletableFuture<Map<String, FlatTensor>> predict(
      String signature,
      Map<String, FlatTensor> inputs,
      List<String> outputFilter,
      Deadline deadline);
}
