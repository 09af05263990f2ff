package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.input.ExampleParser;
import io.manabi.transform.TransformGraph;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * What a model sees of a batch of N examples, by name: the columns of the records and what the
 * transform made of them. Labels are among them except to serve.
 */
public final class Features {
  private final Map<String, Operand<?>> features;

  Features(Map<String, ? extends Operand<?>> features) {
    this.features = Map.copyOf(features);
  }

  /** The features of serialized examples, labels included. */
  static Features ofRecords(Ops tf, TrainingSpec.Input input, Operand<TString> records) {
    Map<String, Operand<?>> features =
        new HashMap<>(ExampleParser.parse(tf, records, input.columns()));
    features.putAll(
        TransformGraph.read(input.transform())
            .importInto(tf, input.function(), features)
            .outputs());
    return new Features(features);
  }

  /**
   * A feature of floats, [N, …].
   *
   * @throws ManabiException if there is no such feature, or it has another type
   */
  public Operand<TFloat32> floats(String name) {
    return typed(name, TFloat32.class);
  }

  /**
   * A feature of integers, [N, …].
   *
   * @throws ManabiException if there is no such feature, or it has another type
   */
  public Operand<TInt64> int64s(String name) {
    return typed(name, TInt64.class);
  }

  /**
   * A feature of strings or bytes, [N, …].
   *
   * @throws ManabiException if there is no such feature, or it has another type
   */
  public Operand<TString> bytes(String name) {
    return typed(name, TString.class);
  }

  private <T extends TType> Operand<T> typed(String name, Class<T> type) {
    Operand<?> feature = features.get(name);
    if (feature == null || !feature.type().equals(type)) {
      throw ManabiException.user(
          "The model wants the feature '"
              + name
              + "' as "
              + type.getSimpleName()
              + ", but "
              + (feature == null
                  ? "there are only " + new TreeSet<>(features.keySet())
                  : "it is " + feature.type().getSimpleName())
              + "; correct the model or the preprocessing.");
    }
    return feature.asOutput().expect(type);
  }
}
