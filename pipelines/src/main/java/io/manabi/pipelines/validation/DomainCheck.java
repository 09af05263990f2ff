package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.statistics.SchemaProto.BoolDomain;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FloatDomain;
import io.manabi.pipelines.statistics.SchemaProto.IntDomain;
import io.manabi.pipelines.statistics.SchemaProto.Schema;
import io.manabi.pipelines.statistics.SchemaProto.StringDomain;
import io.manabi.pipelines.statistics.ValueFrequency;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the values of a column against the domain that the schema gives it. */
final class DomainCheck {
  private static final int EXAMPLES = 3;

  private final Schema schema;
  private final Feature feature;
  private final ColumnStatistics column;
  private final List<Anomaly> anomalies;

  DomainCheck(Schema schema, Feature feature, ColumnStatistics column, List<Anomaly> anomalies) {
    this.schema = schema;
    this.feature = feature;
    this.column = column;
    this.anomalies = anomalies;
  }

  void run() {
    switch (feature.getDomainInfoCase()) {
      case DOMAIN -> named(feature.getDomain());
      case STRING_DOMAIN -> strings(feature.getStringDomain());
      case INT_DOMAIN -> integers(feature.getIntDomain());
      case FLOAT_DOMAIN -> floats(feature.getFloatDomain());
      case BOOL_DOMAIN -> truths(feature.getBoolDomain());
      case DOMAININFO_NOT_SET -> {}
    }
  }

  private void named(String name) {
    for (StringDomain domain : schema.getStringDomainList()) {
      if (domain.getName().equals(name)) {
        strings(domain);
        return;
      }
    }
    for (IntDomain domain : schema.getIntDomainList()) {
      if (domain.getName().equals(name)) {
        integers(domain);
        return;
      }
    }
    for (FloatDomain domain : schema.getFloatDomainList()) {
      if (domain.getName().equals(name)) {
        floats(domain);
        return;
      }
    }
    add(
        AnomalyCode.DOMAIN_INVALID_FOR_TYPE,
        "The schema names the domain '" + name + "' but does not have it.",
        column.presentShare());
  }

  private void strings(StringDomain domain) {
    if (column.type() != ColumnType.BYTES) {
      wrongDomain("strings");
      return;
    }
    long wrong = column.strings().orElseThrow().notUtf8();
    if (wrong > 0) {
      add(
          AnomalyCode.ENUM_TYPE_INVALID_UTF8,
          wrong + " values are not valid UTF-8.",
          (double) wrong / column.values());
    }
    unexpected(
        AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
        new HashSet<>(domain.getValueList()),
        "the " + domain.getValueCount() + " values of its domain");
  }

  private void unexpected(AnomalyCode code, Set<String> expected, String what) {
    List<ValueFrequency> strange =
        column.frequent().stream().filter(each -> !expected.contains(each.value())).toList();
    double share =
        (double) strange.stream().mapToLong(ValueFrequency::count).sum() / column.values();
    if (strange.isEmpty() || 1 - share >= feature.getDistributionConstraints().getMinDomainMass()) {
      return;
    }
    String examples =
        strange.stream()
            .limit(EXAMPLES)
            .map(each -> "'" + each.value() + "'")
            .collect(Collectors.joining(", "));
    int more = strange.size() - EXAMPLES;
    add(
        code,
        examples
            + (more > 0 ? " and " + more + " more are" : strange.size() > 1 ? " are" : " is")
            + " not among "
            + what
            + ".",
        share);
  }

  private void integers(IntDomain domain) {
    if (column.type() != ColumnType.INT64) {
      wrongDomain("integers");
      return;
    }
    if (domain.hasMin()) {
      notBelow(AnomalyCode.INT_TYPE_SMALL_INT, (double) domain.getMin());
    }
    if (domain.hasMax()) {
      notAbove(AnomalyCode.INT_TYPE_BIG_INT, (double) domain.getMax());
    }
  }

  private void floats(FloatDomain domain) {
    if (column.type() == ColumnType.BYTES) {
      wrongDomain("floats");
      return;
    }
    NumberStatistics numbers = column.numbers().orElseThrow();
    if (domain.hasMin()) {
      notBelow(AnomalyCode.FLOAT_TYPE_SMALL_FLOAT, (double) domain.getMin());
    }
    if (domain.hasMax()) {
      notAbove(AnomalyCode.FLOAT_TYPE_BIG_FLOAT, (double) domain.getMax());
    }
    if (domain.getDisallowNan() && numbers.nan() > 0) {
      add(
          AnomalyCode.FLOAT_TYPE_HAS_NAN,
          numbers.nan() + " values are not a number (NaN).",
          (double) numbers.nan() / column.values());
    }
    if (domain.getDisallowInf() && numbers.infinite() > 0) {
      add(
          AnomalyCode.FLOAT_TYPE_HAS_INF,
          numbers.infinite() + " values are infinite.",
          (double) numbers.infinite() / column.values());
    }
  }

  private void truths(BoolDomain domain) {
    switch (column.type()) {
      case INT64 -> {
        notBelow(AnomalyCode.BOOL_TYPE_SMALL_INT, 0);
        notAbove(AnomalyCode.BOOL_TYPE_BIG_INT, 1);
      }
      case FLOAT ->
          unexpected(AnomalyCode.BOOL_TYPE_UNEXPECTED_FLOAT, Set.of("0.0", "1.0"), "0 and 1");
      case BYTES ->
          unexpected(
              AnomalyCode.BOOL_TYPE_UNEXPECTED_STRING,
              new HashSet<>(List.of(domain.getTrueValue(), domain.getFalseValue())),
              "'" + domain.getTrueValue() + "' and '" + domain.getFalseValue() + "'");
    }
  }

  private void notBelow(AnomalyCode code, double limit) {
    NumberStatistics numbers = column.numbers().orElseThrow();
    if (numbers.finite() > 0 && numbers.min() < limit) {
      add(
          code,
          "The least value is " + plain(numbers.min()) + "; " + plain(limit) + " is the limit.",
          shareBelow(numbers, limit));
    }
  }

  private void notAbove(AnomalyCode code, double limit) {
    NumberStatistics numbers = column.numbers().orElseThrow();
    if (numbers.finite() > 0 && numbers.max() > limit) {
      add(
          code,
          "The greatest value is " + plain(numbers.max()) + "; " + plain(limit) + " is the limit.",
          (double) numbers.finite() / column.values() - shareBelow(numbers, Math.nextUp(limit)));
    }
  }

  /** The share of values below a limit: exactly if all values are known, else by the histogram. */
  private double shareBelow(NumberStatistics numbers, double limit) {
    double below =
        column.exact()
            ? column.frequent().stream()
                .filter(each -> Double.parseDouble(each.value()) < limit)
                .mapToLong(ValueFrequency::count)
                .sum()
            : numbers
                .histogram()
                .rebin(new double[] {Double.NEGATIVE_INFINITY, limit})
                .buckets()
                .stream()
                .mapToDouble(Histogram.Bucket::count)
                .sum();
    return below / column.values();
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private void wrongDomain(String domain) {
    add(
        AnomalyCode.DOMAIN_INVALID_FOR_TYPE,
        "The schema gives it a domain of " + domain + ", and its values are " + column.type() + ".",
        column.presentShare());
  }

  private void add(AnomalyCode code, String reason, double share) {
    anomalies.add(new Anomaly(column.name(), code, reason, share));
  }
}
