package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.Domain;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.SchemaProto.BoolDomain;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureType;
import io.manabi.pipelines.statistics.SchemaProto.FloatDomain;
import io.manabi.pipelines.statistics.SchemaProto.IntDomain;
import io.manabi.pipelines.statistics.SchemaProto.Schema;
import io.manabi.pipelines.statistics.SchemaProto.StringDomain;
import io.manabi.transform.IntegerRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The domains that a schema gives features: their own, or one of the schema by its name. */
final class Domains {
  private Domains() {}

  /** The message of a feature's domain; null if it has none, or names one that is not there. */
  static @Nullable Object message(Schema schema, Feature feature) {
    return switch (feature.getDomainInfoCase()) {
      case DOMAIN -> named(schema, feature.getDomain());
      case STRING_DOMAIN -> feature.getStringDomain();
      case INT_DOMAIN -> feature.getIntDomain();
      case FLOAT_DOMAIN -> feature.getFloatDomain();
      case BOOL_DOMAIN -> feature.getBoolDomain();
      case DOMAININFO_NOT_SET -> null;
    };
  }

  private static @Nullable Object named(Schema schema, String name) {
    for (StringDomain domain : schema.getStringDomainList()) {
      if (domain.getName().equals(name)) {
        return domain;
      }
    }
    for (IntDomain domain : schema.getIntDomainList()) {
      if (domain.getName().equals(name)) {
        return domain;
      }
    }
    for (FloatDomain domain : schema.getFloatDomainList()) {
      if (domain.getName().equals(name)) {
        return domain;
      }
    }
    return null;
  }

  /** The values that a message allows; null for no message. */
  static @Nullable Domain of(@Nullable Object message) {
    if (message instanceof StringDomain domain) {
      return new Domain(Set.copyOf(domain.getValueList()), null, null);
    }
    if (message instanceof IntDomain domain) {
      return new Domain(null, range(domain), null);
    }
    if (message instanceof FloatDomain domain) {
      Domain.Floats range =
          new Domain.Floats(
              domain.hasMin() ? low(domain.getMin()) : Double.NEGATIVE_INFINITY,
              domain.hasMax() ? high(domain.getMax()) : Double.POSITIVE_INFINITY,
              false);
      // A cast keeps a limit that no integer reaches at the end of their range.
      IntegerRange integers =
          new IntegerRange((long) Math.ceil(range.min()), (long) Math.floor(range.max()));
      return new Domain(null, integers, range);
    }
    if (message instanceof BoolDomain domain) {
      return new Domain(
          Set.copyOf(List.of(domain.getTrueValue(), domain.getFalseValue())),
          new IntegerRange(0, 1),
          new Domain.Floats(0, 1, true));
    }
    return null;
  }

  private static IntegerRange range(IntDomain domain) {
    return new IntegerRange(
        domain.hasMin() ? domain.getMin() : Long.MIN_VALUE,
        domain.hasMax() ? domain.getMax() : Long.MAX_VALUE);
  }

  /** A limit of 0.1 means the decimal number and the float next to it. */
  private static double low(float limit) {
    return Math.min(limit, decimal(limit));
  }

  private static double high(float limit) {
    return Math.max(limit, decimal(limit));
  }

  private static double decimal(float limit) {
    return Double.parseDouble(Float.toString(limit));
  }

  /** Whether a feature's integers are names rather than amounts. */
  static boolean isCategorical(Schema schema, Feature feature) {
    return message(schema, feature) instanceof IntDomain domain && domain.getIsCategorical();
  }

  /** What is to be counted exactly, so that all that a schema says of values can be checked. */
  static ExactCounts exactCounts(Schema schema) {
    Map<String, Domain> domains = new HashMap<>();
    Set<String> distributions = new HashSet<>();
    for (Feature feature : schema.getFeatureList()) {
      Domain domain = of(message(schema, feature));
      if (domain != null) {
        domains.put(feature.getName(), domain);
      }
      boolean byValue = feature.getType() == FeatureType.BYTES || isCategorical(schema, feature);
      boolean compared = feature.hasDriftComparator() || feature.hasSkewComparator();
      if (feature.hasUniqueConstraints() || (byValue && compared)) {
        distributions.add(feature.getName());
      }
    }
    return new ExactCounts(domains, distributions);
  }
}
