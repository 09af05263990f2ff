package io.manabi.pipelines.validation;

import io.manabi.core.ManabiException;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto.DatasetConstraints;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds in what data differ from a schema, by their statistics. */
public final class DataValidator {
  private final DataSchema schema;
  private final List<Feature> features;
  private final String environment;

  /**
   * Validates by a schema.
   *
   * @param environment where the data are used, as {@code TRAINING} or {@code SERVING}, of which
   *     the label may be absent; empty for all of the schema
   * @throws ManabiException if the schema does not know the environment
   */
  public DataValidator(DataSchema schema, String environment) {
    this.schema = schema;
    this.features = schema.features(environment);
    this.environment = environment;
  }

  /** The differences, in the order of the schema; empty if there are none. */
  public List<Anomaly> validate(DataStatistics statistics) {
    List<Anomaly> anomalies = new ArrayList<>();
    if (statistics.rows() == 0) {
      anomalies.add(new Anomaly("", AnomalyCode.NO_DATA_IN_SPAN, "There are no rows.", Double.NaN));
      return anomalies;
    }
    checkRows(statistics, anomalies);
    for (Feature feature : features) {
      statistics
          .find(feature.getName())
          .ifPresentOrElse(
              column -> anomalies.addAll(new FeatureCheck(schema, feature, column).run()),
              () -> missing(feature, anomalies));
    }
    Set<String> known = new HashSet<>();
    schema.proto().getFeatureList().forEach(feature -> known.add(feature.getName()));
    Set<String> elsewhere = schema.elsewhere(environment);
    for (ColumnStatistics column : statistics.columns()) {
      boolean isElsewhere = elsewhere.contains(column.name()) && column.present() > 0;
      if (isElsewhere || !known.contains(column.name())) {
        anomalies.add(
            new Anomaly(
                column.name(),
                AnomalyCode.SCHEMA_NEW_COLUMN,
                "The schema does not have this column"
                    + (isElsewhere ? " in the environment " + environment : "")
                    + ".",
                column.presentShare()));
      }
    }
    return anomalies;
  }

  /** The rows that cannot be read, if there are any; {@link #validate} says nothing of them. */
  public static Optional<Anomaly> unreadable(DataStatistics statistics) {
    if (statistics.badRows() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Anomaly(
            "",
            AnomalyCode.UNEXPECTED_DATA_TYPE,
            String.format(
                Locale.ROOT,
                "%,d of %,d rows cannot be read. The first is %s.",
                statistics.badRows(),
                statistics.badRows() + statistics.rows(),
                statistics.firstBadRow()),
            (double) statistics.badRows() / (statistics.badRows() + statistics.rows())));
  }

  private static void missing(Feature feature, List<Anomaly> anomalies) {
    if (feature.getPresence().getMinCount() > 0 || feature.getPresence().getMinFraction() > 0) {
      anomalies.add(
          new Anomaly(
              feature.getName(),
              AnomalyCode.SCHEMA_MISSING_COLUMN,
              "The data do not have this column, and the schema wants it.",
              1));
    }
  }

  private void checkRows(DataStatistics statistics, List<Anomaly> anomalies) {
    DatasetConstraints limits = schema.proto().getDatasetConstraints();
    if (limits.hasMinExamplesCount() && statistics.rows() < limits.getMinExamplesCount()) {
      anomalies.add(
          new Anomaly(
              "",
              AnomalyCode.DATASET_LOW_NUM_EXAMPLES,
              String.format(
                  Locale.ROOT,
                  "There are %,d rows; at least %,d were expected.",
                  statistics.rows(),
                  limits.getMinExamplesCount()),
              Double.NaN));
    }
    if (limits.hasMaxExamplesCount() && statistics.rows() > limits.getMaxExamplesCount()) {
      anomalies.add(
          new Anomaly(
              "",
              AnomalyCode.DATASET_HIGH_NUM_EXAMPLES,
              String.format(
                  Locale.ROOT,
                  "There are %,d rows; at most %,d were expected.",
                  statistics.rows(),
                  limits.getMaxExamplesCount()),
              Double.NaN));
    }
  }
}
