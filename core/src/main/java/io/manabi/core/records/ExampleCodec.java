package io.manabi.core.records;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns rows of a batch into serialized {@code tf.train.Example} and back. */
public final class ExampleCodec {
  private ExampleCodec() {}

  /** One row as an Example with one value per column; the same row gives the same bytes. */
  public static byte[] encode(Batch batch, int row) {
    Features.Builder features = Features.newBuilder();
    List<Column> columns = batch.schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      features.putFeature(columns.get(i).name(), feature(batch.columns().get(i), row));
    }
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  /**
   * Examples as the rows of a batch.
   *
   * @param schema the features to read; others are left out
   * @param examples one serialized Example per row
   * @throws ManabiException if one is no Example, or a feature is missing, of another type, or has
   *     not exactly one value; the message tells the row, counted from 0, and the feature
   */
  public static Batch decode(Schema schema, List<byte[]> examples) {
    List<Features> rows = new ArrayList<>(examples.size());
    for (byte[] example : examples) {
      try {
        rows.add(Example.parseFrom(example).getFeatures());
      } catch (InvalidProtocolBufferException e) {
        throw ManabiException.user(
            "Row " + rows.size() + " is no tf.train.Example: " + e.getMessage(), e);
      }
    }
    return new Batch(
        schema, schema.columns().stream().map(column -> values(column, rows)).toList());
  }

  private static Feature feature(ColumnValues values, int row) {
    Feature.Builder feature = Feature.newBuilder();
    if (values instanceof ColumnValues.Int64s ints) {
      feature.setInt64List(Int64List.newBuilder().addValue(ints.values()[row]));
    } else if (values instanceof ColumnValues.Floats floats) {
      feature.setFloatList(FloatList.newBuilder().addValue(floats.values()[row]));
    } else if (values instanceof ColumnValues.Bytes bytes) {
      ByteString value = UnsafeByteOperations.unsafeWrap(bytes.values()[row]);
      feature.setBytesList(BytesList.newBuilder().addValue(value));
    }
    return feature.build();
  }

  private static ColumnValues values(Column column, List<Features> rows) {
    return switch (column.type()) {
      case INT64 -> {
        long[] values = new long[rows.size()];
        for (int row = 0; row < values.length; row++) {
          Feature feature = feature(column, rows, row, Feature.KindCase.INT64_LIST);
          values[row] = feature.getInt64List().getValue(0);
        }
        yield new ColumnValues.Int64s(values);
      }
      case FLOAT -> {
        float[] values = new float[rows.size()];
        for (int row = 0; row < values.length; row++) {
          Feature feature = feature(column, rows, row, Feature.KindCase.FLOAT_LIST);
          values[row] = feature.getFloatList().getValue(0);
        }
        yield new ColumnValues.Floats(values);
      }
      case BYTES -> {
        byte[][] values = new byte[rows.size()][];
        for (int row = 0; row < values.length; row++) {
          Feature feature = feature(column, rows, row, Feature.KindCase.BYTES_LIST);
          values[row] = feature.getBytesList().getValue(0).toByteArray();
        }
        yield new ColumnValues.Bytes(values);
      }
    };
  }

  private static Feature feature(
      Column column, List<Features> rows, int row, Feature.KindCase expected) {
    @Nullable Feature feature = rows.get(row).getFeatureMap().get(column.name());
    if (feature == null) {
      throw wrong(row, column, "is missing");
    }
    if (feature.getKindCase() != expected) {
      throw wrong(row, column, "has a " + feature.getKindCase());
    }
    int count =
        feature.getInt64List().getValueCount()
            + feature.getFloatList().getValueCount()
            + feature.getBytesList().getValueCount();
    if (count != 1) {
      throw wrong(row, column, "has " + count + " values");
    }
    return feature;
  }

  private static ManabiException wrong(int row, Column column, String what) {
    return ManabiException.user(
        "Row "
            + row
            + ": the feature '"
            + column.name()
            + "' "
            + what
            + "; expected one value of "
            + column.type()
            + ".");
  }
}
