package io.manabi.transform;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.TensorInfo;

/**
 * Runs a function of a {@link TransformGraph} on batches, outside of any other graph. It holds
 * native memory until it is closed. Safe for use by several threads, each of which computes by
 * itself.
 */
public final class TransformSession implements AutoCloseable {
  private final String function;
  private final List<InputFeed> inputs;
  private final Schema outputs;
  private final List<String> names;
  private final List<String> fetches;
  private final GraphSession session;
  private final AtomicBoolean isTried = new AtomicBoolean();

  /**
   * Opens a session.
   *
   * @param transform the graph
   * @param function the name of a function whose outputs are columns
   * @throws ManabiException if there is no such function, or an output is no column
   */
  public TransformSession(TransformGraph transform, String function) {
    this.function = function;
    this.inputs = InputFeed.of(transform.signature(function));
    this.outputs = transform.outputs(function);
    Map<String, TensorInfo> tensors = new TreeMap<>(transform.signature(function).getOutputsMap());
    this.names = List.copyOf(tensors.keySet());
    this.fetches = tensors.values().stream().map(TensorInfo::getName).toList();
    this.session = new GraphSession(transform.metaGraph(), transform.assets(), fetches);
  }

  /**
   * Applies the function to a batch.
   *
   * @param rows a batch with at least the columns that the function reads
   * @return a batch of {@link TransformGraph#outputs}, with as many rows
   * @throws ManabiException if a column is missing or has another type, a row makes the graph fail,
   *     or the function does not make one row of each
   */
  public Batch apply(Batch rows) {
    return requireAsMany(rows, make(rows));
  }

  /**
   * Checks that the function makes of a row alone what it makes of it among others, by some rows of
   * the first batch of which none makes the graph fail. Others are not looked at.
   *
   * @param rows as of {@link #apply}
   * @throws ManabiException if the function mixes rows, is random, or does not make one row of each
   */
  public void requireRowsApart(Batch rows) {
    if (rows.rows() < 2 || isTried.get()) {
      return;
    }
    Batch made;
    try {
      made = make(rows);
    } catch (ManabiException e) {
      // Whoever applies the function to these rows finds the one that is to blame.
      return;
    }
    RowsApart.require(function, rows, requireAsMany(rows, made), this::make);
    isTried.set(true);
  }

  private Batch requireAsMany(Batch rows, Batch made) {
    if (made.rows() != rows.rows()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Function '%s' makes %d rows of %d; it must make one of each.",
              function,
              made.rows(),
              rows.rows()));
    }
    return made;
  }

  private Batch make(Batch rows) {
    try (FedTensors fed = FedTensors.of(function, inputs, rows);
        Result result = run(rows, fed)) {
      Map<String, Tensor> tensors = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        tensors.put(names.get(i), result.get(i));
      }
      List<ColumnValues> values = new ArrayList<>();
      for (Column column : outputs.columns()) {
        Tensor tensor = requireNonNull(tensors.get(column.name()));
        Tensor splits = tensors.get(column.name() + Ragged.SPLITS_SUFFIX);
        values.add(
            splits == null
                ? Tensors.rows(tensor)
                : Tensors.values(tensor, Tensors.rowSplits(splits)));
      }
      return new Batch(outputs, values);
    }
  }

  private Result run(Batch rows, FedTensors fed) {
    try {
      return session.run(fed.tensors(), fetches);
    } catch (RuntimeException e) { // TensorFlow's exceptions have no other type in common.
      throw ManabiException.user(
          "Function '"
              + function
              + "' fails on a batch of "
              + rows.rows()
              + " rows: "
              + Failures.firstLine(e)
              + ".",
          e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
