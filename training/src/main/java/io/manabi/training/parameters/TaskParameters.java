package io.manabi.training.parameters;

import static java.util.Objects.requireNonNull;

import io.manabi.training.network.Parameter;
import io.manabi.training.network.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unique;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What one task reads of the parameters for its batch: those that are read as a whole, and of
 * tables each row that the batch needs, once.
 */
public final class TaskParameters implements Parameters {
  private final ParameterStore store;
  private final Ops task;
  private final List<Op> before;
  private final List<Operand<TFloat32>> whole;
  private final Parameters byName;
  private final Map<String, Rows> rows = new LinkedHashMap<>();

  /**
   * Rows of a table on the task.
   *
   * @param parts which part each is of, int32 [N]; null if there is but one
   * @param inParts for each part, which of its rows they are
   * @param values float [N, width]
   */
  private record Rows(
      @Nullable Operand<TInt32> parts, List<Operand<TInt64>> inParts, Operand<TFloat32> values) {}

  /**
   * Parameters.
   *
   * @param store where they are
   * @param task builds on the device of the task
   * @param before what must have been done before rows are read
   * @param whole the values of those that are read as a whole, on the task
   */
  public TaskParameters(
      ParameterStore store, Ops task, List<Op> before, List<Operand<TFloat32>> whole) {
    this.store = store;
    this.task = task;
    this.before = before;
    this.whole = whole;
    this.byName = Parameters.byName(store.placed().stream().map(Placed::parameter).toList(), whole);
  }

  @Override
  public Operand<TFloat32> value(Parameter parameter) {
    return byName.value(parameter);
  }

  @Override
  public Operand<TFloat32> rows(Ops tf, Parameter parameter, Operand<TInt64> ids) {
    Table table = store.tables().get(parameter.name());
    if (table == null) {
      return Parameters.super.rows(tf, parameter, ids);
    }
    Unique<TInt64, TInt32> unique = tf.unique(ids, tf.array(0));
    Rows read =
        table.parts().size() == 1
            ? new Rows(null, List.of(unique.y()), gather(table.parts().get(0), unique.y()))
            : fromParts(tf, table, unique.y());
    rows.put(parameter.name(), read);
    return tf.gather(read.values(), unique.idx(), tf.constant(0));
  }

  private Rows fromParts(Ops tf, Table table, Operand<TInt64> ids) {
    Operand<TInt64> block = tf.constant(table.block());
    Operand<TInt64> part = tf.math.floorDiv(ids, block);
    Operand<TInt32> parts = tf.dtypes.cast(part, TInt32.class);
    long count = table.parts().size();
    Operand<TInt32> numbers = tf.range(tf.constant(0), tf.size(ids), tf.constant(1));
    List<Operand<TInt64>> inParts = new ArrayList<>();
    tf.dynamicPartition(tf.math.sub(ids, tf.math.mul(part, block)), parts, count)
        .forEach(inParts::add);
    List<Operand<TInt32>> places = new ArrayList<>();
    tf.dynamicPartition(numbers, parts, count).forEach(places::add);
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(gather(table.parts().get(i), inParts.get(i)));
    }
    return new Rows(parts, inParts, tf.dynamicStitch(places, values));
  }

  private Operand<TFloat32> gather(Placed part, Operand<TInt64> ids) {
    return store
        .on(part.device())
        .withControlDependencies(before)
        .resourceGather(part.handle(), ids, TFloat32.class);
  }

  /** What was read: those that are read as a whole, in the order of the store, then the tables. */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    store.placed().forEach(each -> parameters.add(each.parameter()));
    store.tables().values().forEach(table -> parameters.add(table.parameter()));
    return parameters;
  }

  /** The values that were read, in the same order; of tables, the rows. */
  public List<Operand<TFloat32>> values() {
    List<Operand<TFloat32>> values = new ArrayList<>(whole);
    store.tables().keySet().forEach(name -> values.add(read(name).values()));
    return values;
  }

  /**
   * Takes apart the gradients of rows.
   *
   * @param gradients in the order of {@link #parameters()}, on the task
   */
  public StepGradients byPart(List<Operand<TFloat32>> gradients) {
    List<RowGradient> byPart = new ArrayList<>();
    int next = whole.size();
    for (String name : store.tables().keySet()) {
      Rows read = read(name);
      Operand<TFloat32> gradient = gradients.get(next++);
      if (read.parts() == null) {
        byPart.add(new RowGradient(read.inParts().get(0), gradient));
        continue;
      }
      int count = read.inParts().size();
      List<Operand<TFloat32>> pieces = new ArrayList<>();
      task.dynamicPartition(gradient, read.parts(), (long) count).forEach(pieces::add);
      for (int i = 0; i < count; i++) {
        byPart.add(new RowGradient(read.inParts().get(i), pieces.get(i)));
      }
    }
    return new StepGradients(gradients.subList(0, whole.size()), byPart);
  }

  private Rows read(String name) {
    return requireNonNull(rows.get(name), "every parameter is one that the model asked for");
  }
}
