package io.manabi.pipelines.validation;

import static java.util.Objects.requireNonNull;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FixedShape;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final @Nullable String only;
  private final ExactCounts exact;

  /** What shape a value of a column has; a list of any length is [-1]. */
  private final Map<String, List<Long>> shapes = new HashMap<>();

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
    this.exact = forOneRow.exactCounts();
    List<Feature> features = forOneRow.features(environment);
    this.only = features.size() == 1 ? features.get(0).getName() : null;
    features.forEach(feature -> shapes.put(feature.getName(), shape(feature)));
  }

  /**
   * The differences of each row of a prediction request from the schema.
   *
   * @param name what people call the request, as its file
   * @param request JSON as clients send it, {@code {"instances": [{"age": 39}]}} or {@code
   *     {"inputs": {"age": [39]}}}. Bytes are {@code {"b64": "…"}}; values without a name are those
   *     of the only column
   * @return the anomalies of each row, in the order of the request
   * @throws ManabiException if it is no such request or has no rows
   */
  public List<List<Anomaly>> validateJson(String name, byte[] request) {
    return new RequestReader(name, only).rows(request).stream().map(this::validate).toList();
  }

  /**
   * The differences of one row from the schema.
   *
   * @param row the value of each column: a Number, a String, a byte[], a Boolean (which is the
   *     string {@code true} or {@code false}), a List of them or of such lists, or null for no
   *     value, as has a column that is absent
   */
  public List<Anomaly> validate(Map<String, ? extends @Nullable Object> row) {
    Map<String, Anomaly> unusable = new LinkedHashMap<>();
    List<Column> present = new ArrayList<>();
    List<ColumnValues> values = new ArrayList<>();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    columns.columns().forEach(column -> all.put(column.name(), null));
    all.putAll(row);
    if (all.isEmpty()) {
      return List.of();
    }
    all.forEach(
        (name, value) -> {
          List<?> list = present(name, value);
          String wrong = RequestValues.wrong(list);
          String shape = value == null ? null : wrongShape(name, value);
          if (shape != null) {
            unusable.put(name, new Anomaly(name, AnomalyCode.INVALID_FEATURE_SHAPE, shape, 1));
            list = List.of();
          } else if (wrong != null) {
            String reason = "The value '" + RequestValues.shown(value) + "' is " + wrong + ".";
            unusable.put(name, new Anomaly(name, AnomalyCode.UNEXPECTED_DATA_TYPE, reason, 1));
            list = List.of();
          }
          ColumnType type =
              list.isEmpty() ? ColumnType.BYTES : requireNonNull(RequestValues.type(list));
          present.add(new Column(name, type).ragged());
          values.add(RequestValues.of(type, list));
        });
    List<Anomaly> anomalies = new ArrayList<>(unusable.values());
    validate(new Batch(new Schema(present), values)).stream()
        .filter(anomaly -> !unusable.containsKey(anomaly.column()))
        .forEach(anomalies::add);
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
    StatisticsAccumulator statistics = new StatisticsAccumulator(exact);
    statistics.add(row);
    return validator.validate(statistics.statistics("request"));
  }

  /** The values without what stands for none in an optional column. */
  private List<?> present(String name, @Nullable Object value) {
    List<?> list =
        value == null
            ? List.of()
            : value instanceof List<?> many ? RequestValues.flat(many) : List.of(value);
    boolean optional =
        columns.columns().stream()
            .anyMatch(column -> column.name().equals(name) && column.valueCount().isOptional());
    return optional ? list.stream().filter(each -> !RequestValues.isMissing(each)).toList() : list;
  }

  private static List<Long> shape(Feature feature) {
    return feature.hasShape()
        ? feature.getShape().getDimList().stream().map(FixedShape.Dim::getSize).toList()
        : List.of(-1L);
  }

  /**
   * Why lists are not in each other as the schema has it; null if they are. How long one alone is
   * told by the number of values.
   */
  private @Nullable String wrongShape(String name, Object value) {
    List<Long> expected = shapes.getOrDefault(name, List.of(-1L));
    List<Long> shape = RequestValues.shape(value);
    if (shape != null && shape.size() <= 1 && expected.size() <= 1) {
      return null;
    }
    return expected.equals(shape)
        ? null
        : "The value has %s; %s was expected."
            .formatted(
                shape == null ? "rows of different shapes" : "the shape " + shape,
                expected.size() <= 1 ? "one value or one list" : expected.toString());
  }
}
