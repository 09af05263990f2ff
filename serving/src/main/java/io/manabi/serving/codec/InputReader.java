package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonParser;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.TensorSpec;
import java.io.IOException;

/** Reads one input of a signature from a stream of JSON tokens: row by row, or as a whole. */
sealed interface InputReader permits TensorReader, RaggedReader {

  /** The reader for an input. */
  static InputReader of(TensorSpec spec) {
    return spec.isRagged() ? new RaggedReader(spec) : new TensorReader(spec);
  }

  /** What is read. */
  TensorSpec spec();

  /** How many rows were read or left out. */
  int rows();

  /**
   * Reads the next row: a value or nested lists of values. The current token of {@code parser} is
   * its first one, or the name {@code b64} inside an object that has just been entered; afterwards
   * it is its last one.
   *
   * @throws PredictionFailure if a value is of another type, or the shape does not fit
   */
  void readRow(JsonParser parser) throws IOException;

  /** Takes the default for the next row, which the input has. */
  void leaveRowOut();

  /** All rows, as a tensor whose first dimension is their number. */
  FlatTensor batch();

  /**
   * Reads the input as a whole, instead of rows.
   *
   * @throws PredictionFailure as {@link #readRow}
   */
  FlatTensor readWhole(JsonParser parser) throws IOException;
}
