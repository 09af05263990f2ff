package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.ColumnStatistics;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.StringDomain;
import io.manabi.pipelines.statistics.StringStatistics;
import io.manabi.pipelines.statistics.ValueFrequency;

/** Makes the schema that data with given statistics have, by TensorFlow Data Validation's rules. */
final class SchemaInference {
  /** TensorFlow Data Validation's max_string_domain_size. */
  private static final int LARGEST_DOMAIN = 100;

  private SchemaInference() {}

  static DataSchema infer(DataStatistics statistics) {
    SchemaProto.Schema.Builder schema = SchemaProto.Schema.newBuilder();
    for (ColumnStatistics column : statistics.columns()) {
      Feature.Builder feature = schema.addFeatureBuilder().setName(column.name());
      feature.setType(ColumnFeatures.type(column.type()));
      presence(column, feature);
      if (hasDomain(column)) {
        schema.addStringDomain(domain(column));
        feature.setDomain(column.name());
      }
    }
    return new DataSchema(schema.build());
  }

  private static void presence(ColumnStatistics column, Feature.Builder feature) {
    if (column.present() == 0) {
      feature.getPresenceBuilder().setMinCount(0);
      feature.getValueCountBuilder().setMin(1).setMax(1);
      return;
    }
    feature.getPresenceBuilder().setMinCount(1);
    boolean always = column.missing() == 0;
    if (always) {
      feature.getPresenceBuilder().setMinFraction(1);
    }
    if (always && column.minValues() == column.maxValues()) {
      feature.setShape(ColumnFeatures.shape(column.maxValues()));
    } else {
      feature.getValueCountBuilder().setMin(1);
      if (column.maxValues() == 1) {
        feature.getValueCountBuilder().setMax(1);
      }
    }
  }

  private static boolean hasDomain(ColumnStatistics column) {
    return column.strings().map(StringStatistics::notUtf8).filter(wrong -> wrong == 0).isPresent()
        && column.exact()
        && column.distinct() > 0
        && column.distinct() <= LARGEST_DOMAIN;
  }

  private static StringDomain domain(ColumnStatistics column) {
    return StringDomain.newBuilder()
        .setName(column.name())
        .addAllValue(column.frequent().stream().map(ValueFrequency::value).sorted().toList())
        .build();
  }
}
