package io.manabi.pipelines.validation;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.ExactCounts;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.SchemaProto.Feature;
import io.manabi.pipelines.statistics.SchemaProto.FeatureType;
import io.manabi.pipelines.statistics.SchemaProto.LifecycleStage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What data should look like: the columns, how often and how many values they have, and which.
 *
 * @param proto the message of TensorFlow Metadata, for all that has no method here
 */
public record DataSchema(SchemaProto.Schema proto) {
  private static final Set<LifecycleStage> CHECKED =
      EnumSet.of(LifecycleStage.UNKNOWN_STAGE, LifecycleStage.BETA, LifecycleStage.PRODUCTION);

  /**
   * The schema that data with these statistics have: types, presence, number of values, and domains
   * of columns with at most 100 different strings. Ranges of numbers are left open, as TensorFlow
   * Data Validation does, for tomorrow's greatest value is not today's.
   */
  public static DataSchema infer(DataStatistics statistics) {
    return SchemaInference.infer(statistics);
  }

  /** The schema that says of columns what a {@link io.manabi.core.Schema} does. */
  public static DataSchema of(io.manabi.core.Schema columns) {
    return ColumnFeatures.schema(columns);
  }

  /**
   * The columns to read the data with.
   *
   * @throws ManabiException if a feature has no name or a type that a column cannot have
   */
  public io.manabi.core.Schema columns() {
    return ColumnFeatures.columns(proto);
  }

  /**
   * Columns that data were taken for, with the type of the schema where any such value is of that
   * type too.
   *
   * @param guessed the columns, by the values of rows
   * @param text whether all values are text, so that numbers are strings
   */
  public io.manabi.core.Schema widen(io.manabi.core.Schema guessed, boolean text) {
    Map<String, FeatureType> types = new HashMap<>();
    proto.getFeatureList().forEach(feature -> types.put(feature.getName(), feature.getType()));
    return new io.manabi.core.Schema(
        guessed.columns().stream()
            .map(
                column -> {
                  FeatureType type = types.get(column.name());
                  boolean isInteger = column.type() == ColumnType.INT64;
                  ColumnType wider =
                      text && type == FeatureType.BYTES
                          ? ColumnType.BYTES
                          : isInteger && type == FeatureType.FLOAT
                              ? ColumnType.FLOAT
                              : column.type();
                  return new Column(
                      column.name(), wider, column.valueCount(), column.defaultOrNull());
                })
            .toList());
  }

  /**
   * Reads a schema as text, as in {@code schema.pbtxt}.
   *
   * @throws ManabiException if the file cannot be read, or is no schema, or demands something that
   *     would not be checked; with the line
   */
  public static DataSchema read(Path file) {
    SchemaProto.Schema.Builder schema = SchemaProto.Schema.newBuilder();
    TextFormatParseInfoTree.Builder places = TextFormatParseInfoTree.builder();
    try {
      TextFormat.Parser.newBuilder()
          .setParseInfoTreeBuilder(places)
          .build()
          .merge(Files.readString(file), schema);
    } catch (TextFormat.ParseException e) {
      throw ManabiException.user(
          file
              + " line "
              + e.getLine()
              + " column "
              + e.getColumn()
              + " is not what a schema of TensorFlow Metadata can have here: "
              + String.valueOf(e.getMessage()).replaceFirst("^\\d+:\\d+: ", "")
              + "; mend it, or leave it out if it is a kind of check that Manabi does not know.",
          e);
    } catch (CharacterCodingException e) {
      throw ManabiException.user(
          file + " is not text; a schema is a text file, as infer-schema writes it.", e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    new UnsupportedParts(file, schema.build()).refuse(places.build());
    return new DataSchema(schema.build());
  }

  /**
   * Writes the schema as text.
   *
   * @throws ManabiException if it cannot be written
   */
  public void write(Path file) {
    AtomicFiles.writeText(file, toString());
  }

  /** The schema as text. */
  @Override
  public String toString() {
    return TextFormat.printer().escapingNonAscii(false).printToString(proto);
  }

  /**
   * The features that data should have in an environment. A feature is in it if the environment is
   * a default one or one of the feature's own, and the feature does not exclude it.
   *
   * @param environment its name, as {@code SERVING}; empty for all features
   * @throws ManabiException if the schema does not know the environment
   */
  List<Feature> features(String environment) {
    if (!environment.isEmpty()) {
      checkEnvironment(environment);
    }
    return proto.getFeatureList().stream()
        .filter(feature -> CHECKED.contains(feature.getLifecycleStage()))
        .filter(feature -> environment.isEmpty() || isIn(feature, environment))
        .toList();
  }

  /** The features that the schema has, but not in an environment; none if that is empty. */
  Set<String> elsewhere(String environment) {
    return proto.getFeatureList().stream()
        .filter(feature -> !environment.isEmpty() && !isIn(feature, environment))
        .map(Feature::getName)
        .collect(Collectors.toSet());
  }

  /**
   * What statistics are to count exactly, so that all that this schema says of values can be
   * checked, however many different ones there are: give them to {@link
   * io.manabi.pipelines.statistics.StatisticsPipeline}.
   */
  public ExactCounts exactCounts() {
    return Domains.exactCounts(proto);
  }

  private boolean isIn(Feature feature, String environment) {
    return !feature.getNotInEnvironmentList().contains(environment)
        && (feature.getInEnvironmentList().contains(environment)
            || proto.getDefaultEnvironmentList().contains(environment));
  }

  private void checkEnvironment(String environment) {
    Collection<String> known = new TreeSet<>(proto.getDefaultEnvironmentList());
    for (Feature feature : proto.getFeatureList()) {
      known.addAll(feature.getInEnvironmentList());
      known.addAll(feature.getNotInEnvironmentList());
    }
    if (!known.contains(environment)) {
      throw ManabiException.user(
          "The schema has no environment '"
              + environment
              + "'; "
              + (known.isEmpty()
                  ? "add default_environment: \"" + environment + "\" to it."
                  : "it has " + known + "."));
    }
  }
}
