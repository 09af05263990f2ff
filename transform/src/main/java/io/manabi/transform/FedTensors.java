package io.manabi.transform;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.Tensor;

/**
 * The columns of a batch as tensors to feed.
 *
 * @param tensors by the name of what is fed
 */
record FedTensors(Map<String, Tensor> tensors) implements AutoCloseable {

  /**
   * The columns that are read.
   *
   * @throws ManabiException if the batch lacks one, or has it with another type or number of values
   */
  static FedTensors of(String reader, Collection<InputFeed> inputs, Batch batch) {
    FedTensors fed = new FedTensors(new LinkedHashMap<>());
    try {
      for (InputFeed input : inputs) {
        fed.add(input, checked(reader, input.column(), batch));
      }
      return fed;
    } catch (RuntimeException e) {
      fed.close();
      throw e;
    }
  }

  private void add(InputFeed input, ColumnValues values) {
    if (!input.column().valueCount().isRagged()) {
      tensors.put(input.tensor(), Tensors.of(values));
      return;
    }
    tensors.put(RaggedNames.values(input.tensor()), Tensors.of(values));
    tensors.put(RaggedNames.rowSplits(input.tensor()), Tensors.of(values.splits()));
  }

  private static ColumnValues checked(String function, Column column, Batch rows) {
    ColumnValues values = rows.column(column.name());
    if (values.type() != column.type()) {
      throw ManabiException.user(
          "Function '"
              + function
              + "' reads the column '"
              + column.name()
              + "' as "
              + column.type()
              + ", but the data has "
              + values.type()
              + ".");
    }
    boolean fits =
        column.valueCount().isRagged()
            || (!values.splits().isRagged()
                && values.splits().length() == column.valueCount().max());
    if (!fits) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "Function '%s' reads %d values per row in column '%s', but the data has %s.",
              function,
              column.valueCount().max(),
              column.name(),
              values.splits()));
    }
    return values;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}
