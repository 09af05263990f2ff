package io.manabi.pipelines.validation;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Missing;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates single requests by the schema of the data that a model was trained with. What can only
 * be asked of many rows (shares and numbers of rows, different values) is not asked: a column has
 * to be there if it has to be in every row. Safe for use by several threads.
 */
public final class RequestValidator {
  private final Schema columns;
  private final DataValidator validator;

  /**
   * Validates by a schema.
   *
   * @param environment where the requests come from, as {@code SERVING}; empty for all of the
   *     schema
   * @throws ManabiException if the schema does not know the environment
   */
  public RequestValidator(DataSchema schema, String environment) {
    SchemaProto.Schema.Builder one = schema.proto().toBuilder().clearDatasetConstraints();
    for (Feature.Builder feature : one.getFeatureBuilderList()) {
      boolean required = feature.getPresence().getMinFraction() >= 1;
      feature.clearPresence().clearUniqueConstraints();
      if (required) {
        feature.getPresenceBuilder().setMinFraction(1);
      }
      if (feature.getDistributionConstraints().getMinDomainMass() < 1) {
        feature.getDistributionConstraintsBuilder().setMinDomainMass(0);
      }
    }
    DataSchema forOneRow = new DataSchema(one.build());
    this.columns = forOneRow.columns();
    this.validator = new DataValidator(forOneRow, environment);
  }

  /**
   * The differences of one row from the schema.
   *
   * @param row the value of each column: a Number, a String, a byte[], a Boolean (which is the
   *     string {@code true} or {@code false}), a List of them, or null for no value, as has a
   *     column that is absent
   */
  public List<Anomaly> validate(Map<String, ? extends @Nullable Object> row) {
    List<Anomaly> anomalies = new ArrayList<>();
    List<Column> present = new ArrayList<>();
    List<ColumnValues> values = new ArrayList<>();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    columns.columns().forEach(column -> all.put(column.name(), null));
    all.putAll(row);
    all.forEach(
        (name, value) -> {
          List<?> list = present(name, value);
          ColumnType type = list.isEmpty() ? ColumnType.BYTES : type(list);
          if (type == null) {
            anomalies.add(
                new Anomaly(
                    name,
                    AnomalyCode.UNEXPECTED_DATA_TYPE,
                    "The value '" + value + "' is neither numbers nor strings.",
                    1));
          } else {
            present.add(new Column(name, type).ragged());
            values.add(values(type, list));
          }
        });
    anomalies.addAll(validate(new Batch(new Schema(present), values)));
    return anomalies;
  }

  /**
   * The differences of one row from the schema.
   *
   * @param row a batch with one row
   */
  public List<Anomaly> validate(Batch row) {
    if (row.rows() != 1) {
      throw new IllegalArgumentException("a request has one row, not " + row.rows());
    }
    StatisticsAccumulator statistics = new StatisticsAccumulator();
    statistics.add(row);
    return validator.validate(statistics.statistics("request"));
  }

  /** The values without what stands for none in an optional column. */
  private List<?> present(String name, @Nullable Object value) {
    List<?> list =
        value == null ? List.of() : value instanceof List<?> many ? many : List.of(value);
    boolean optional =
        columns.columns().stream()
            .anyMatch(column -> column.name().equals(name) && column.valueCount().isOptional());
    return optional ? list.stream().filter(each -> !isMissing(each)).toList() : list;
  }

  private static boolean isMissing(Object value) {
    return value instanceof String text
        ? text.isEmpty()
        : value instanceof Number number
            && (Double.isNaN(number.doubleValue()) || Missing.is(number.longValue()));
  }

  private static @Nullable ColumnType type(List<?> values) {
    if (values.stream().allMatch(RequestValidator::isInteger)) {
      return ColumnType.INT64;
    }
    if (values.stream().allMatch(Number.class::isInstance)) {
      return ColumnType.FLOAT;
    }
    boolean strings =
        values.stream()
            .allMatch(
                each ->
                    each instanceof String || each instanceof Boolean || each instanceof byte[]);
    return strings ? ColumnType.BYTES : null;
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  private static ColumnValues values(ColumnType type, List<?> values) {
    RowSplits splits = RowSplits.ragged(new int[] {0, values.size()});
    return switch (type) {
      case INT64 ->
          new ColumnValues.Int64s(
              values.stream().mapToLong(each -> ((Number) each).longValue()).toArray(), splits);
      case FLOAT -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = ((Number) values.get(i)).floatValue();
        }
        yield new ColumnValues.Floats(floats, splits);
      }
      case BYTES ->
          new ColumnValues.Bytes(
              values.stream().map(RequestValidator::bytes).toArray(byte[][]::new), splits);
    };
  }

  private static byte[] bytes(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
