package io.manabi.training.spec;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.training.input.ExampleParser;
import io.manabi.training.saved.Pretrained;
import io.manabi.transform.Ragged;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.ragged.RaggedGather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * What a model sees of a batch of N examples, by name: the columns of the records and what the
 * transform made of them. Labels are among them except to serve.
 */
public final class Features {
  private final Ops tf;
  private final Map<String, Operand<?>> features;
  private final TransformImports imports;
  private final Set<String> asked = new TreeSet<>();
  private final @Nullable Operand<TInt64> rows;

  /**
   * Features.
   *
   * @param tf builds where they are
   * @param features a tensor of each, or a {@link Ragged}, by name
   * @param imports the functions of the transform graph that made them
   */
  public Features(Ops tf, Map<String, ? extends Operand<?>> features, TransformImports imports) {
    this(tf, features, imports, null);
  }

  private Features(
      Ops tf,
      Map<String, ? extends Operand<?>> features,
      TransformImports imports,
      @Nullable Operand<TInt64> rows) {
    this.tf = tf;
    this.features = Map.copyOf(features);
    this.imports = imports;
    this.rows = rows;
  }

  /** The features of serialized examples, labels included. */
  public static Features ofRecords(
      Ops tf, TrainingSpec.Input input, Operand<TString> records, TransformImports imports) {
    Map<String, Operand<?>> features =
        new HashMap<>(ExampleParser.parse(tf, records, input.columns()));
    input.function().ifPresent(name -> features.putAll(imports.copy(tf, name, features)));
    return new Features(tf, features, imports);
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

  /**
   * A feature of integers of which each example has any number, such as the ids of its words.
   *
   * @throws ManabiException if there is no such feature, it has another type, or all examples have
   *     the same number of values
   */
  public Ragged<TInt64> raggedInt64s(String name) {
    return ragged(name, TInt64.class);
  }

  /** As {@link #raggedInt64s}, of floats. */
  public Ragged<TFloat32> raggedFloats(String name) {
    return ragged(name, TFloat32.class);
  }

  /** As {@link #raggedInt64s}, of strings or bytes. */
  public Ragged<TString> raggedBytes(String name) {
    return ragged(name, TString.class);
  }

  /**
   * Applies a function of the preprocessing to what the model computed, such as one that gives the
   * names of classes for their numbers.
   *
   * @param function the name of the function
   * @param inputs for each of its columns a tensor [N]
   * @return its outputs by name
   * @throws ManabiException if there is no such function, an input is missing or has another type
   */
  public Map<String, Operand<?>> transform(
      String function, Map<String, ? extends Operand<?>> inputs) {
    return imports.copy(tf, function, inputs);
  }

  /**
   * What a pretrained model makes of features; see {@link Pretrained} for what it may be.
   *
   * @param model the model, to be read once, before this model is built
   * @param inputs a tensor for each of its inputs
   * @param output the name of the output that is wanted
   * @return float [N, …]
   * @throws ManabiException if the model has no such output of floats, or inputs do not fit
   */
  public Operand<TFloat32> pretrained(
      Pretrained model, Map<String, ? extends Operand<?>> inputs, String output) {
    Operand<?> given = imports.copy(tf, model, inputs).get(output);
    if (given == null || !given.type().equals(TFloat32.class)) {
      throw ManabiException.user(
          "The pretrained model has no output '%s' of floats; it has %s."
              .formatted(output, model.outputs()));
    }
    return tf.ensureShape(given.asOutput().expect(TFloat32.class), Shape.of(model.shape(output)));
  }

  /**
   * The features of some examples of the batch.
   *
   * @param examples which, int64 [M]
   */
  public Features only(Operand<TInt64> examples) {
    return new Features(
        tf, features, imports, rows == null ? examples : tf.gather(rows, examples, tf.constant(0)));
  }

  /** Whether there is such a feature, with values of a type. */
  public boolean isOf(String name, Class<? extends TType> type) {
    Operand<?> feature = features.get(name);
    return feature != null && feature.type().equals(type);
  }

  /** The names of the features that the model has asked for so far. */
  public Set<String> asked() {
    return Set.copyOf(asked);
  }

  /**
   * Checks that what the model asked for to serve is needed for what it answers, as the label is
   * not, which no client knows.
   *
   * @param what gives the features
   * @throws ManabiException if one is not
   */
  public void requireNeeded(
      Graph graph, Collection<? extends Operand<?>> predictions, String what) {
    Set<Operation> needed = new HashSet<>(graph.subgraphTo(new HashSet<>(predictions)));
    predictions.forEach(prediction -> needed.add(prediction.op()));
    for (String name : asked) {
      Operand<?> feature = requireNonNull(features.get(name));
      boolean ofRows =
          feature instanceof Ragged<?> ragged && needed.contains(ragged.rowSplits().op());
      if (!ofRows && !needed.contains(feature.op())) {
        throw ManabiException.user(
            "The model asks for the feature '%s' of %s to serve, but its predictions do not depend on it; if it is the label, ask for it only where network.mode() is not SERVE."
                .formatted(name, what));
      }
    }
  }

  private <T extends TType> Operand<T> typed(String name, Class<T> type) {
    Operand<?> feature = find(name, type);
    if (feature instanceof Ragged) {
      throw ManabiException.user(
          "The model wants one tensor of the feature '"
              + name
              + "', but examples have different numbers of values in it; read it as ragged.");
    }
    Operand<T> all = feature.asOutput().expect(type);
    return rows == null ? all : tf.gather(all, rows, tf.constant(0));
  }

  private <T extends TType> Ragged<T> ragged(String name, Class<T> type) {
    Operand<?> feature = find(name, type);
    if (feature instanceof Ragged<?> ragged) {
      Ragged<T> all = ragged.with(ragged.values().asOutput().expect(type));
      return rows == null ? all : gather(all, rows);
    }
    throw ManabiException.user(
        "The model wants the feature '"
            + name
            + "' as ragged, but every example has the same number of values in it; read it as a"
            + " tensor.");
  }

  private <T extends TType> Ragged<T> gather(Ragged<T> all, Operand<TInt64> rows) {
    RaggedGather<TInt64, T> gathered =
        tf.ragged.raggedGather(List.of(all.rowSplits()), all.values(), rows, 1L);
    return new Ragged<>(gathered.outputDenseValues(), gathered.outputNestedSplits().get(0));
  }

  private Operand<?> find(String name, Class<? extends TType> type) {
    asked.add(name);
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
    return feature;
  }
}
