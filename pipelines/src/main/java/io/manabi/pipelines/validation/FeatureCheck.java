package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeaturePresence;
import io.manabi.pipelines.statistics.SchemaProto.FeatureType;
import io.manabi.pipelines.statistics.SchemaProto.UniqueConstraints;
import io.manabi.pipelines.statistics.ValueFrequency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks one column against its feature of the schema. */
final class FeatureCheck {
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("(?i)[-+]?(\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?|[-+]?(nan|inf|infinity)");

  private final DataSchema schema;
  private final Feature feature;
  private final ColumnStatistics column;
  private final List<Anomaly> anomalies = new ArrayList<>();

  FeatureCheck(DataSchema schema, Feature feature, ColumnStatistics column) {
    this.schema = schema;
    this.feature = feature;
    this.column = column;
  }

  List<Anomaly> run() {
    checkPresence();
    if (column.present() > 0) {
      checkNumberOfValues();
      checkUnique();
      if (checkType()) {
        new DomainCheck(schema.proto(), feature, column, anomalies).run();
      }
    }
    return anomalies;
  }

  private void checkPresence() {
    FeaturePresence presence = feature.getPresence();
    if (column.present() == 0) {
      if (presence.getMinCount() > 0 || presence.getMinFraction() > 0) {
        add(AnomalyCode.FEATURE_TYPE_NOT_PRESENT, "There is no value, and one is required.", 1);
      }
      return;
    }
    if (column.presentShare() < presence.getMinFraction()) {
      add(
          AnomalyCode.FEATURE_TYPE_LOW_FRACTION_PRESENT,
          "A value is missing in "
              + Anomaly.percent(1 - column.presentShare())
              + " of the rows; at most "
              + Anomaly.percent(1 - presence.getMinFraction())
              + " may lack one.",
          1 - column.presentShare());
    }
    if (column.present() < presence.getMinCount()) {
      add(
          AnomalyCode.FEATURE_TYPE_LOW_NUMBER_PRESENT,
          format(
              "Only %,d rows have a value; at least %,d should.",
              column.present(), presence.getMinCount()),
          1 - column.presentShare());
    }
  }

  private void checkNumberOfValues() {
    long min = feature.getValueCount().getMin();
    long max = feature.getValueCount().hasMax() ? feature.getValueCount().getMax() : Long.MAX_VALUE;
    if (feature.hasShape()) {
      min = ColumnFeatures.length(feature.getShape());
      max = min;
    }
    if (column.minValues() < min) {
      add(
          AnomalyCode.FEATURE_TYPE_LOW_NUMBER_VALUES,
          format("A row has %,d values; at least %,d were expected.", column.minValues(), min),
          column.maxValues() < min ? column.presentShare() : Double.NaN);
    }
    if (column.maxValues() > max) {
      add(
          AnomalyCode.FEATURE_TYPE_HIGH_NUMBER_VALUES,
          format("A row has %,d values; at most %,d were expected.", column.maxValues(), max),
          column.minValues() > max ? column.presentShare() : Double.NaN);
    }
  }

  private void checkUnique() {
    UniqueConstraints limits = feature.getUniqueConstraints();
    if (limits.hasMin() && column.distinct() < limits.getMin()) {
      add(
          AnomalyCode.FEATURE_TYPE_LOW_UNIQUE,
          format(
              "There are %s%,d different values; at least %,d were expected.",
              about(), column.distinct(), limits.getMin()),
          Double.NaN);
    }
    if (limits.hasMax() && column.distinct() > limits.getMax()) {
      add(
          AnomalyCode.FEATURE_TYPE_HIGH_UNIQUE,
          format(
              "There are %s%,d different values; at most %,d were expected.",
              about(), column.distinct(), limits.getMax()),
          Double.NaN);
    }
  }

  private String about() {
    return column.sample().isComplete() ? "" : "about ";
  }

  /** Integers are good floats: text files write 1.0 as 1. */
  private boolean checkType() {
    FeatureType type =
        switch (column.type()) {
          case INT64 -> FeatureType.INT;
          case FLOAT -> FeatureType.FLOAT;
          case BYTES -> FeatureType.BYTES;
        };
    boolean fits =
        feature.getType() == FeatureType.TYPE_UNKNOWN
            || type == feature.getType()
            || (column.type() == ColumnType.INT64 && feature.getType() == FeatureType.FLOAT);
    if (!fits) {
      List<ValueFrequency> known = column.frequent();
      List<ValueFrequency> others = known.stream().filter(each -> !isExpected(each)).toList();
      // Where all are numbers, strings are what files have that tell strings from numbers.
      List<ValueFrequency> wrong = others.isEmpty() && column.exact() ? known : others;
      boolean all = wrong.size() == known.size();
      String what = all ? "The values are " + type : "Some values are " + type;
      String example = known.isEmpty() ? "NaN" : wrong.isEmpty() ? "" : wrong.get(0).value();
      add(
          AnomalyCode.UNEXPECTED_DATA_TYPE,
          what
              + (example.isEmpty() ? "" : ", for example '" + example + "'")
              + "; "
              + feature.getType()
              + " was expected.",
          all ? column.presentShare() : column.exact() ? share(wrong) : Double.NaN);
    }
    return fits;
  }

  /** Whether a value is a number as expected, though another one makes strings of all. */
  private boolean isExpected(ValueFrequency value) {
    return column.type() == ColumnType.BYTES
        && (feature.getType() == FeatureType.INT
            ? INTEGER.matcher(value.value()).matches()
            : feature.getType() == FeatureType.FLOAT && NUMBER.matcher(value.value()).matches());
  }

  private double share(List<ValueFrequency> some) {
    long count = some.stream().mapToLong(ValueFrequency::count).sum();
    return column.presentShare() * count / column.values();
  }

  private void add(AnomalyCode code, String reason, double share) {
    anomalies.add(new Anomaly(column.name(), code, reason, share));
  }

  private static String format(String text, Object... numbers) {
    return String.format(Locale.ROOT, text, numbers);
  }
}
