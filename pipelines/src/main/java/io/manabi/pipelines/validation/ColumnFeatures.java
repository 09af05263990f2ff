package io.manabi.pipelines.validation;

import com.google.protobuf.ByteString;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureType;
import io.manabi.pipelines.statistics.SchemaProto.FixedShape;
import io.manabi.pipelines.statistics.SchemaProto.TensorRepresentation;
import io.manabi.pipelines.statistics.SchemaProto.TensorRepresentation.DefaultValue;
import io.manabi.pipelines.statistics.SchemaProto.TensorRepresentation.DenseTensor;
import io.manabi.pipelines.statistics.SchemaProto.TensorRepresentationGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns as features of TensorFlow Metadata's schema, and back. */
final class ColumnFeatures {
  /** The name of the representation that is used when nobody asks for another. */
  private static final String DEFAULT_GROUP = "";

  private ColumnFeatures() {}

  static DataSchema schema(Schema columns) {
    SchemaProto.Schema.Builder schema = SchemaProto.Schema.newBuilder();
    TensorRepresentationGroup.Builder group = TensorRepresentationGroup.newBuilder();
    for (Column column : columns.columns()) {
      schema.addFeature(feature(column));
      column
          .defaultValue()
          .ifPresent(
              value -> group.putTensorRepresentation(column.name(), withDefault(column, value)));
    }
    if (group.getTensorRepresentationCount() > 0) {
      schema.putTensorRepresentationGroup(DEFAULT_GROUP, group.build());
    }
    return new DataSchema(schema.build());
  }

  /** What TensorFlow Metadata calls a type. */
  static FeatureType type(ColumnType type) {
    return switch (type) {
      case INT64 -> FeatureType.INT;
      case FLOAT -> FeatureType.FLOAT;
      case BYTES -> FeatureType.BYTES;
    };
  }

  private static Feature feature(Column column) {
    Feature.Builder feature =
        Feature.newBuilder().setName(column.name()).setType(type(column.type()));
    ValueCount count = column.valueCount();
    if (count.isFixed()) {
      feature.getPresenceBuilder().setMinFraction(1);
      feature.setShape(shape(count.max()));
    } else if (count.isOptional()) {
      feature.getValueCountBuilder().setMin(1).setMax(1);
    } else {
      feature.getValueCountBuilder().setMin(count.min());
      if (count.max() != Integer.MAX_VALUE) {
        feature.getValueCountBuilder().setMax(count.max());
      }
    }
    return feature.build();
  }

  /** A single value has the shape of a scalar: no dimensions. */
  static FixedShape shape(long length) {
    FixedShape.Builder shape = FixedShape.newBuilder();
    if (length != 1) {
      shape.addDimBuilder().setSize(length);
    }
    return shape.build();
  }

  /** The number of values of a shape. */
  static long length(FixedShape shape) {
    return shape.getDimList().stream()
        .mapToLong(FixedShape.Dim::getSize)
        .reduce(1, (a, b) -> a * b);
  }

  private static TensorRepresentation withDefault(Column column, Object value) {
    DefaultValue.Builder result = DefaultValue.newBuilder();
    if (value instanceof Long number) {
      result.setIntValue(number);
    } else if (value instanceof Float number) {
      result.setFloatValue((double) number);
    } else {
      result.setBytesValue(ByteString.copyFromUtf8((String) value));
    }
    return TensorRepresentation.newBuilder()
        .setDenseTensor(
            DenseTensor.newBuilder()
                .setColumnName(column.name())
                .setShape(shape(1))
                .setDefaultValue(result))
        .build();
  }

  static Schema columns(SchemaProto.Schema schema) {
    TensorRepresentationGroup group =
        schema.getTensorRepresentationGroupOrDefault(
            DEFAULT_GROUP, TensorRepresentationGroup.getDefaultInstance());
    List<Column> columns = new ArrayList<>();
    for (Feature feature : schema.getFeatureList()) {
      ColumnType type = type(feature);
      ValueCount count = valueCount(feature);
      TensorRepresentation representation =
          group.getTensorRepresentationOrDefault(
              feature.getName(), TensorRepresentation.getDefaultInstance());
      columns.add(
          new Column(
              feature.getName(),
              type,
              count,
              count.isOptional()
                  ? defaultValue(representation.getDenseTensor().getDefaultValue())
                  : null));
    }
    return new Schema(columns);
  }

  private static ColumnType type(Feature feature) {
    return switch (feature.getType()) {
      case INT -> ColumnType.INT64;
      case FLOAT -> ColumnType.FLOAT;
      case BYTES -> ColumnType.BYTES;
      default ->
          throw ManabiException.user(
              "Feature '"
                  + feature.getName()
                  + "' of the schema has the type "
                  + feature.getType()
                  + "; a column can have INT, FLOAT or BYTES.");
    };
  }

  private static ValueCount valueCount(Feature feature) {
    boolean always = feature.getPresence().getMinFraction() >= 1;
    long min = feature.getValueCount().getMin();
    long max = feature.getValueCount().hasMax() ? feature.getValueCount().getMax() : 0;
    if (feature.hasShape()) {
      min = length(feature.getShape());
      max = min;
    }
    if (max == 1) {
      return always && min == 1 ? ValueCount.ONE : ValueCount.OPTIONAL;
    }
    int most = max == 0 ? Integer.MAX_VALUE : (int) Math.min(max, Integer.MAX_VALUE);
    return new ValueCount(always ? (int) Math.min(min, most) : 0, most);
  }

  private static @Nullable Object defaultValue(DefaultValue value) {
    return switch (value.getKindCase()) {
      case INT_VALUE -> value.getIntValue();
      case FLOAT_VALUE -> (float) value.getFloatValue();
      case BYTES_VALUE -> value.getBytesValue().toStringUtf8();
      case KIND_NOT_SET -> null;
    };
  }
}
