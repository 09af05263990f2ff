package io.manabi.pipelines.sources;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Writes rows as Parquet's records. */
final class ParquetRowWriter extends WriteSupport<ParquetRow> {
  private final Schema schema;
  private @Nullable RecordConsumer consumer;

  ParquetRowWriter(Schema schema) {
    this.schema = schema;
  }

  @Override
  @SuppressWarnings("deprecation") // Abstract, so it has to be there.
  public WriteContext init(Configuration configuration) {
    return context();
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return context();
  }

  private WriteContext context() {
    List<Type> fields = schema.columns().stream().map(ParquetRowWriter::field).toList();
    return new WriteContext(new MessageType("row", fields), Map.of());
  }

  private static Type field(Column column) {
    PrimitiveTypeName type =
        switch (column.type()) {
          case INT64 -> PrimitiveTypeName.INT64;
          case FLOAT -> PrimitiveTypeName.FLOAT;
          case BYTES -> PrimitiveTypeName.BINARY;
        };
    if (column.valueCount().max() > 1) {
      return Types.requiredList().requiredElement(type).named(column.name());
    }
    return column.valueCount().isOptional()
        ? Types.optional(type).named(column.name())
        : Types.required(type).named(column.name());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(ParquetRow row) {
    RecordConsumer out = requireNonNull(consumer);
    out.startMessage();
    List<Column> columns = schema.columns();
    for (int i = 0; i < columns.size(); i++) {
      ColumnValues values = row.batch().columns().get(i);
      int start = values.splits().start(row.row());
      int end = values.splits().end(row.row());
      boolean list = columns.get(i).valueCount().max() > 1;
      if (columns.get(i).valueCount().isOptional() && values.isMissing(start)) {
        continue;
      }
      out.startField(columns.get(i).name(), i);
      if (list) {
        writeList(values, start, end, out);
      } else {
        write(values, start, out);
      }
      out.endField(columns.get(i).name(), i);
    }
    out.endMessage();
  }

  private static void writeList(ColumnValues values, int start, int end, RecordConsumer out) {
    out.startGroup();
    if (end > start) {
      out.startField("list", 0);
      for (int i = start; i < end; i++) {
        out.startGroup();
        out.startField("element", 0);
        write(values, i, out);
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
    }
    out.endGroup();
  }

  private static void write(ColumnValues values, int index, RecordConsumer out) {
    if (values instanceof ColumnValues.Int64s ints) {
      out.addLong(ints.values()[index]);
    } else if (values instanceof ColumnValues.Floats floats) {
      out.addFloat(floats.values()[index]);
    } else if (values instanceof ColumnValues.Bytes bytes) {
      out.addBinary(Binary.fromConstantByteArray(bytes.values()[index]));
    }
  }
}
