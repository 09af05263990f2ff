package io.manabi.pipelines.validation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureComparator;
import io.manabi.pipelines.statistics.SchemaProto.FeatureType;
import io.manabi.pipelines.statistics.SchemaProto.FixedShape;
import io.manabi.pipelines.statistics.SchemaProto.Schema;
import java.nio.file.Path;

/**
 * Refuses what a schema demands and nothing checks, with its line; fields that Manabi does not know
 * are refused before, as its text is read.
 */
final class UnsupportedParts {
  private static final FieldDescriptor FEATURE = field(Schema.getDescriptor(), "feature");
  private static final FieldDescriptor SHAPE = field(Feature.getDescriptor(), "shape");
  private static final FieldDescriptor TYPE = field(Feature.getDescriptor(), "type");

  private final Path file;
  private final Schema schema;

  UnsupportedParts(Path file, Schema schema) {
    this.file = file;
    this.schema = schema;
  }

  private static FieldDescriptor field(Descriptor message, String name) {
    return message.findFieldByName(name);
  }

  /**
   * Looks through the schema.
   *
   * @param places where its parts are in the file
   * @throws ManabiException if there is a part that is not supported
   */
  void refuse(TextFormatParseInfoTree places) {
    for (int i = 0; i < schema.getFeatureCount(); i++) {
      Feature feature = schema.getFeature(i);
      int line = places.getLocation(FEATURE, i).getLine();
      TextFormatParseInfoTree parts = places.getNestedTree(FEATURE, i);
      if (feature.getName().isEmpty()) {
        throw refused(line, "a feature has no name; add one, as name: \"age\"");
      }
      if (feature.getType() == FeatureType.TYPE_UNKNOWN) {
        throw refused(
            feature,
            line,
            "has no type, so that nothing would be checked; add type: INT, FLOAT or BYTES");
      }
      if (feature.getType() == FeatureType.STRUCT) {
        int place = parts.getLocation(TYPE, 0).getLine();
        throw refused(feature, place, "is a STRUCT; a column can have INT, FLOAT or BYTES");
      }
      if (feature.getShape().getDimList().stream().anyMatch(dim -> !hasSize(dim))) {
        int place = parts.getLocation(SHAPE, 0).getLine();
        throw refused(feature, place, "has a dimension without a size; give it, or a value_count");
      }
      refuse(feature, feature.getDriftComparator(), "drift_comparator", parts);
      refuse(feature, feature.getSkewComparator(), "skew_comparator", parts);
    }
  }

  private static boolean hasSize(FixedShape.Dim dim) {
    return dim.hasSize() && dim.getSize() >= 0;
  }

  private void refuse(
      Feature feature, FeatureComparator limits, String name, TextFormatParseInfoTree parts) {
    boolean byValue =
        feature.getType() == FeatureType.BYTES || Domains.isCategorical(schema, feature);
    if (limits.hasInfinityNorm() && !byValue) {
      int line = parts.getLocation(field(Feature.getDescriptor(), name), 0).getLine();
      throw refused(
          feature,
          line,
          "is "
              + feature.getType()
              + ", and an infinity_norm compares how often single values are there; use a"
              + " jensen_shannon_divergence, or int_domain { is_categorical: true } if its integers"
              + " are names");
    }
  }

  private ManabiException refused(Feature feature, int line, String problem) {
    return refused(line, "feature '" + feature.getName() + "' " + problem);
  }

  /** Lines are counted from 0. */
  private ManabiException refused(int line, String problem) {
    return ManabiException.user(file + " line " + (line + 1) + ": " + problem + ".");
  }
}
