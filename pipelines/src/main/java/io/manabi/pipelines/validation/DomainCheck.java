package io.manabi.pipelines.validation;

import io.manabi.core.ColumnType;
import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.Domain;
import io.manabi.pipelines.statistics.DomainCount;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.statistics.SchemaProto.BoolDomain;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FloatDomain;
import io.manabi.pipelines.statistics.SchemaProto.IntDomain;
import io.manabi.pipelines.statistics.SchemaProto.Schema;
import io.manabi.pipelines.statistics.SchemaProto.StringDomain;
import io.manabi.pipelines.statistics.ValueFrequency;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    Object message = Domains.message(schema, feature);
    Domain domain = Domains.of(message);
    if (domain == null) {
      if (feature.hasDomain()) {
        add(
            AnomalyCode.DOMAIN_INVALID_FOR_TYPE,
            "The schema names the domain '" + feature.getDomain() + "' but does not have it.",
            column.presentShare());
      }
    } else if (message instanceof StringDomain strings) {
      strings(domain, strings);
    } else if (message instanceof IntDomain integers) {
      integers(domain, integers);
    } else if (message instanceof FloatDomain floats) {
      floats(domain, floats);
    } else if (message instanceof BoolDomain truths) {
      truths(domain, truths);
    }
  }

  private void strings(Domain domain, StringDomain message) {
    if (column.type() != ColumnType.BYTES) {
      wrongDomain("strings");
      return;
    }
    long wrong = column.strings().orElseThrow().notUtf8();
    if (wrong > 0) {
      add(AnomalyCode.ENUM_TYPE_INVALID_UTF8, wrong + " values are not valid UTF-8.", share(wrong));
    }
    unexpected(
        AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
        domain,
        "the " + message.getValueCount() + " values of its domain");
  }

  private void integers(Domain domain, IntDomain message) {
    if (column.type() != ColumnType.INT64) {
      wrongDomain("integers");
      return;
    }
    range(
        domain,
        AnomalyCode.INT_TYPE_SMALL_INT,
        BigDecimal.valueOf(message.getMin()),
        AnomalyCode.INT_TYPE_BIG_INT,
        BigDecimal.valueOf(message.getMax()));
  }

  private void floats(Domain domain, FloatDomain message) {
    if (column.type() == ColumnType.BYTES) {
      wrongDomain("floats");
      return;
    }
    range(
        domain,
        AnomalyCode.FLOAT_TYPE_SMALL_FLOAT,
        new BigDecimal(Float.toString(message.getMin())),
        AnomalyCode.FLOAT_TYPE_BIG_FLOAT,
        new BigDecimal(Float.toString(message.getMax())));
    NumberStatistics numbers = column.numbers().orElseThrow();
    if (message.getDisallowNan() && numbers.nan() > 0) {
      add(
          AnomalyCode.FLOAT_TYPE_HAS_NAN,
          numbers.nan() + " values are not a number (NaN).",
          share(numbers.nan()));
    }
    if (message.getDisallowInf() && numbers.infinite() > 0) {
      add(
          AnomalyCode.FLOAT_TYPE_HAS_INF,
          numbers.infinite() + " values are infinite.",
          share(numbers.infinite()));
    }
  }

  private void truths(Domain domain, BoolDomain message) {
    switch (column.type()) {
      case INT64 ->
          range(
              domain,
              AnomalyCode.BOOL_TYPE_SMALL_INT,
              BigDecimal.ZERO,
              AnomalyCode.BOOL_TYPE_BIG_INT,
              BigDecimal.ONE);
      case FLOAT -> unexpected(AnomalyCode.BOOL_TYPE_UNEXPECTED_FLOAT, domain, "0 and 1");
      case BYTES ->
          unexpected(
              AnomalyCode.BOOL_TYPE_UNEXPECTED_STRING,
              domain,
              "'" + message.getTrueValue() + "' and '" + message.getFalseValue() + "'");
    }
  }

  private DomainCount count(Domain domain) {
    return column
        .domain()
        .or(() -> domain.count(column))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "column '"
                        + column.name()
                        + "' has too many values to know how many are in its domain; compute its"
                        + " statistics with DataSchema.exactCounts"));
  }

  /** Whether so many values outside the domain are too many. */
  private boolean areTooMany(long outside) {
    return outside > 0
        && 1 - share(outside) < feature.getDistributionConstraints().getMinDomainMass();
  }

  private void unexpected(AnomalyCode code, Domain domain, String what) {
    DomainCount count = count(domain);
    if (!areTooMany(count.outside())) {
      return;
    }
    Set<String> expected = domain.strings() == null ? Set.of() : domain.strings();
    // Fewer examples than there is room for are all.
    boolean all = column.exact() || count.examples().size() < EXAMPLES;
    Stream<String> frequent =
        column.type() == ColumnType.BYTES
            ? column.frequent().stream()
                .filter(each -> column.exact() || each.count() > 2 * column.mostUnlisted())
                .map(ValueFrequency::value)
                .filter(each -> !expected.contains(each))
            : Stream.of();
    List<String> strange = Stream.concat(frequent, count.examples().stream()).distinct().toList();
    String examples =
        strange.stream()
            .limit(EXAMPLES)
            .map(each -> "'" + each + "'")
            .collect(Collectors.joining(", "));
    int more = strange.size() - EXAMPLES;
    add(
        code,
        examples
            + (!all
                ? " and others are"
                : more > 0 ? " and " + more + " more are" : strange.size() > 1 ? " are" : " is")
            + " not among "
            + what
            + ".",
        share(count.outside()));
  }

  private void range(
      Domain domain, AnomalyCode small, BigDecimal min, AnomalyCode big, BigDecimal max) {
    DomainCount count = count(domain);
    if (!areTooMany(count.outside())) {
      return;
    }
    NumberStatistics numbers = column.numbers().orElseThrow();
    if (count.below() > 0) {
      BigDecimal least =
          numbers
              .integers()
              .map(range -> BigDecimal.valueOf(range.min()))
              .orElse(decimal(numbers.min()));
      add(
          small,
          "The least value is "
              + (least.compareTo(min) < 0 ? plain(least) : "-Infinity")
              + "; "
              + plain(min)
              + " is the limit.",
          share(count.below()));
    }
    if (count.above() > 0) {
      BigDecimal greatest =
          numbers
              .integers()
              .map(range -> BigDecimal.valueOf(range.max()))
              .orElse(decimal(numbers.max()));
      add(
          big,
          "The greatest value is "
              + (greatest.compareTo(max) > 0 ? plain(greatest) : "Infinity")
              + "; "
              + plain(max)
              + " is the limit.",
          share(count.above()));
    }
  }

  private static BigDecimal decimal(double value) {
    return new BigDecimal(Double.toString(value));
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }

  private double share(long values) {
    return (double) values / column.values();
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
