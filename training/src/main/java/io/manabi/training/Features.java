package io.manabi.training;

import io.manabi.training.input.ExampleParser;
import io.manabi.transform.TransformGraph;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** Builds what a model sees of a batch: the columns of the records, and their transform. */
final class Features {
  private Features() {}

  /** The features of serialized examples, labels included. */
  static Map<String, Operand<?>> ofRecords(
      Ops tf, TrainingSpec.Input input, Operand<TString> records) {
    Map<String, Operand<?>> columns = ExampleParser.parse(tf, records, input.columns());
    TransformGraph transform = TransformGraph.read(input.transform());
    Map<String, Operand<?>> raw = new HashMap<>();
    transform
        .inputs(input.function())
        .columns()
        .forEach(column -> raw.put(column.name(), columns.get(column.name())));
    Map<String, Operand<?>> features = new HashMap<>(columns);
    features.putAll(transform.importInto(tf, input.function(), raw));
    return features;
  }
}
