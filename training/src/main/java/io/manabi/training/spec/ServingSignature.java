package io.manabi.training.spec;

import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** A signature of the exported model: what a client sends, and what it gets. */
public sealed interface ServingSignature {

  /** The name of the signature. */
  String name();

  /**
   * The client sends features, as the model function takes them; it gets the predictions.
   *
   * @param name the name of the signature
   * @param inputs for each feature the shape of a batch of it, float, with -1 for the batch
   */
  record Features(String name, Map<String, Shape> inputs) implements ServingSignature {
    /** Makes the map immutable. */
    public Features {
      inputs = Map.copyOf(inputs);
    }
  }

  /**
   * The client sends raw columns, each as an input of its name, which the transform graph prepares;
   * it gets the predictions. The inputs are the columns that the features which the model asks for
   * to serve are made of: the label is not among them. Optional and ragged columns may be left out.
   *
   * @param name the name of the signature
   * @param function the function of the transform graph
   */
  record RawColumns(String name, String function) implements ServingSignature {}

  /**
   * As {@link RawColumns}, but the client sends each row as a serialized {@code tf.train.Example}
   * in one input, {@value Examples#INPUT}, string [N].
   *
   * @param name the name of the signature
   * @param function the function of the transform graph
   */
  record Examples(String name, String function) implements ServingSignature {
    /** The name of the input. */
    public static final String INPUT = "examples";
  }

  /**
   * The client sends raw columns and gets what the transform graph makes of them: what the model
   * really sees.
   *
   * @param name the name of the signature
   * @param function the function of the transform graph
   */
  record TransformOnly(String name, String function) implements ServingSignature {}
}
