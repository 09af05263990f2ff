package io.manabi.pipelines.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.TextFormat;
import io.manabi.core.ManabiException;
import io.manabi.pipelines.statistics.DataStatistics;
import io.manabi.pipelines.statistics.SchemaProto;
import io.manabi.pipelines.statistics.StatisticsAccumulator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataValidatorTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /** What the schema says of column x, the data, and the anomaly with its share. */
  static Stream<Arguments> presence() {
    return Stream.of(
        row(
            "type: INT presence { min_fraction: 0.9 }",
            new Data().integers("x", 1L, null, 3L, 4L),
            AnomalyCode.FEATURE_TYPE_LOW_FRACTION_PRESENT,
            0.25,
            "A value is missing in 25.00 % of the rows; at most 10.00 % may lack one."),
        row(
            "type: INT presence { min_count: 4 }",
            new Data().integers("x", 1L, null, 3L, 4L),
            AnomalyCode.FEATURE_TYPE_LOW_NUMBER_PRESENT,
            0.25,
            "Only 3 rows have a value; at least 4 should."),
        row(
            "type: INT presence { min_count: 1 }",
            new Data().integers("x", (Long) null, null),
            AnomalyCode.FEATURE_TYPE_NOT_PRESENT,
            1,
            "There is no value, and one is required."),
        row(
            "type: INT value_count { min: 2 }",
            new Data().ragged("x", new long[] {1, 2, 3}, 0, 1, 3),
            AnomalyCode.FEATURE_TYPE_LOW_NUMBER_VALUES,
            NAN,
            "A row has 1 values; at least 2 were expected."),
        row(
            "type: INT shape { }",
            new Data().ragged("x", new long[] {1, 2, 3, 4}, 0, 2, 4),
            AnomalyCode.FEATURE_TYPE_HIGH_NUMBER_VALUES,
            1,
            "A row has 2 values; at most 1 were expected."),
        row(
            "type: INT unique_constraints { min: 3 }",
            new Data().integers("x", 1, 1, 2),
            AnomalyCode.FEATURE_TYPE_LOW_UNIQUE,
            NAN,
            "There are 2 different values; at least 3 were expected."),
        row(
            "type: INT unique_constraints { max: 1 }",
            new Data().integers("x", 1, 1, 2),
            AnomalyCode.FEATURE_TYPE_HIGH_UNIQUE,
            NAN,
            "There are 2 different values; at most 1 were expected."));
  }

  static Stream<Arguments> types() {
    return Stream.of(
        row(
            "type: INT",
            new Data().strings("x", "one", null),
            AnomalyCode.UNEXPECTED_DATA_TYPE,
            0.5,
            "The values are BYTES, for example 'one'; INT was expected."),
        row(
            "type: INT",
            new Data().strings("x", "12", "z", "-3", "12"),
            AnomalyCode.UNEXPECTED_DATA_TYPE,
            0.25,
            "Some values are BYTES, for example 'z'; INT was expected."),
        row(
            "type: FLOAT",
            new Data().strings("x", "1.5e3", "NaN", ".5", "1,5", null),
            AnomalyCode.UNEXPECTED_DATA_TYPE,
            0.2,
            "Some values are BYTES, for example '1,5'; FLOAT was expected."));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        row(
            "type: INT int_domain { min: 0 max: 9 }",
            new Data().integers("x", 1, 9, 10, 100),
            AnomalyCode.INT_TYPE_BIG_INT,
            0.5,
            "The greatest value is 100; 9 is the limit."),
        row(
            "type: INT int_domain { min: 0 max: 9 }",
            new Data().integers("x", -1, 0, 1, 2),
            AnomalyCode.INT_TYPE_SMALL_INT,
            0.25,
            "The least value is -1; 0 is the limit."),
        row(
            "type: FLOAT float_domain { max: 1 }",
            new Data().floats("x", 0.5f, 1f, 1.5f, 1f),
            AnomalyCode.FLOAT_TYPE_BIG_FLOAT,
            0.25,
            "The greatest value is 1.5; 1 is the limit."),
        row(
            "type: FLOAT float_domain { min: 1 }",
            new Data().floats("x", 0.5f, 1f, 1.5f, 1f),
            AnomalyCode.FLOAT_TYPE_SMALL_FLOAT,
            0.25,
            "The least value is 0.5; 1 is the limit."),
        row(
            "type: FLOAT float_domain { disallow_nan: true }",
            new Data().floats("x", 0.5f, NAN),
            AnomalyCode.FLOAT_TYPE_HAS_NAN,
            0.5,
            "1 values are not a number (NaN)."),
        row(
            "type: FLOAT float_domain { disallow_inf: true }",
            new Data().floats("x", 0.5f, -INFINITY),
            AnomalyCode.FLOAT_TYPE_HAS_INF,
            0.5,
            "1 values are infinite."));
  }

  static Stream<Arguments> strings() {
    return Stream.of(
        row(
            "type: BYTES domain: 'd'",
            new Data().strings("x", "a", "c", "c", null),
            AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
            2 / 3.0,
            "'c' is not among the 2 values of its domain."),
        row(
            "type: BYTES domain: 'd'",
            new Data().strings("x", "q", "w", "e", "r", "t"),
            AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
            1,
            "'e', 'q', 'r' and 2 more are not among the 2 values of its domain."),
        row(
            "type: BYTES string_domain { value: '\\357\\277\\275' }",
            new Data().bytes("x", new byte[] {(byte) 0xff}),
            AnomalyCode.ENUM_TYPE_INVALID_UTF8,
            1,
            "1 values are not valid UTF-8."),
        row(
            "type: INT domain: 'd'",
            new Data().integers("x", 1),
            AnomalyCode.DOMAIN_INVALID_FOR_TYPE,
            1,
            "The schema gives it a domain of strings, and its values are INT64."),
        row(
            "type: INT domain: 'nowhere'",
            new Data().integers("x", 1),
            AnomalyCode.DOMAIN_INVALID_FOR_TYPE,
            1,
            "The schema names the domain 'nowhere' but does not have it."));
  }

  static Stream<Arguments> truthValues() {
    return Stream.of(
        row(
            "type: INT bool_domain { }",
            new Data().integers("x", 0, 1, 2, 1),
            AnomalyCode.BOOL_TYPE_BIG_INT,
            0.25,
            "The greatest value is 2; 1 is the limit."),
        row(
            "type: INT bool_domain { }",
            new Data().integers("x", 0, 1, -2, 1),
            AnomalyCode.BOOL_TYPE_SMALL_INT,
            0.25,
            "The least value is -2; 0 is the limit."),
        row(
            "type: FLOAT bool_domain { }",
            new Data().floats("x", 0, 1, 0.5f, 1),
            AnomalyCode.BOOL_TYPE_UNEXPECTED_FLOAT,
            0.25,
            "'0.5' is not among 0 and 1."),
        row(
            "type: BYTES bool_domain { true_value: 'yes' false_value: 'no' }",
            new Data().strings("x", "yes", "perhaps"),
            AnomalyCode.BOOL_TYPE_UNEXPECTED_STRING,
            0.5,
            "'perhaps' is not among 'yes' and 'no'."));
  }

  private static Arguments row(
      String feature, Data data, AnomalyCode code, double share, String reason) {
    return Arguments.of(feature, data.statistics(), code, share, reason);
  }

  @ParameterizedTest(name = "{2}: {4}")
  @MethodSource({"presence", "types", "numbers", "strings", "truthValues"})
  void findsEachKindOfAnomaly(
      String feature, DataStatistics statistics, AnomalyCode code, double share, String reason) {
    DataSchema schema =
        schema(
            "feature { name: 'x' "
                + feature
                + " } string_domain { name: 'd' value: 'a' value: 'b' }");
    assertThat(new DataValidator(schema, "").validate(statistics))
        .containsExactly(new Anomaly("x", code, reason, share));
  }

  @Test
  void findsNothingWrongInTheDataThatTheSchemaComesFrom() {
    DataStatistics statistics = mixed().statistics();
    assertThat(new DataValidator(DataSchema.infer(statistics), "").validate(statistics)).isEmpty();
  }

  @Test
  void takesIntegersForFloats() {
    DataSchema schema = schema("feature { name: 'x' type: FLOAT float_domain { max: 3 } }");
    assertThat(new DataValidator(schema, "").validate(new Data().integers("x", 1).statistics()))
        .isEmpty();
    assertThat(new DataValidator(schema, "").validate(new Data().integers("x", 4).statistics()))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.FLOAT_TYPE_BIG_FLOAT);
  }

  @Test
  void toleratesSomeStrangeStringsIfTheSchemaDoes() {
    DataSchema schema =
        schema(
            "feature { name: 'x' type: BYTES string_domain { value: 'a' }"
                + " distribution_constraints { min_domain_mass: 0.7 } }");
    DataValidator validator = new DataValidator(schema, "");
    assertThat(validator.validate(new Data().strings("x", "a", "a", "a", "z").statistics()))
        .isEmpty();
    assertThat(validator.validate(new Data().strings("x", "a", "a", "y", "z").statistics()))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_192, 8_193, 50_000})
  void countsWhatIsOutsideADomainAmongAnyNumberOfValues(int count) {
    float[] floats = new float[count];
    long[] integers = new long[count];
    String[] strings = new String[count];
    String[] half = new String[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) i / count;
      integers[i] = i;
      strings[i] = "u" + i;
      half[i] = i % 2 == 0 ? "red" : "u" + i;
    }
    DataSchema schema =
        schema(
            "feature { name: 'f' type: FLOAT float_domain { max: 0.9 } }"
                + "feature { name: 'i' type: INT int_domain { min: 100 } }"
                + "feature { name: 's' type: BYTES domain: 'd' }"
                + "feature { name: 'h' type: BYTES domain: 'd' }"
                + "string_domain { name: 'd' value: 'red' value: 'green' }");
    Data data =
        new Data()
            .floats("f", floats)
            .integers("i", integers)
            .strings("s", strings)
            .strings("h", half);
    List<Anomaly> anomalies =
        new DataValidator(schema, "").validate(data.statistics(schema.exactCounts()));
    long above = Arrays.stream(toDoubles(floats)).filter(each -> each > 0.9f).count();
    assertThat(anomalies)
        .extracting(Anomaly::code, Anomaly::share)
        .containsExactly(
            tuple(AnomalyCode.FLOAT_TYPE_BIG_FLOAT, (double) above / count),
            tuple(AnomalyCode.INT_TYPE_SMALL_INT, 100. / count),
            tuple(AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES, 1.),
            tuple(AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES, Math.floor(count / 2.0) / count));
    assertThat(anomalies.get(2).reason())
        .contains("'u")
        .contains(count > 8_192 ? " and others are not among" : " and 8189 more are not among");
  }

  private static double[] toDoubles(float[] floats) {
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  @Test
  void refusesToGuessWhatWasNotCounted() {
    String[] strings = IntStream.range(0, 8_193).mapToObj(i -> "u" + i).toArray(String[]::new);
    DataSchema schema = schema("feature { name: 'x' type: BYTES string_domain { value: 'red' } }");
    DataValidator validator = new DataValidator(schema, "");
    DataStatistics statistics = new Data().strings("x", strings).statistics();
    assertThatThrownBy(() -> validator.validate(statistics))
        .hasMessageContaining("'x' has too many values")
        .hasMessageContaining("exactCounts");
  }

  @Test
  void comparesIntegersThatNoDoubleHas() {
    long limit = 1L << 53;
    assertThat(beyond("int_domain { max: " + limit + " }", limit + 1))
        .containsExactly("The greatest value is 9007199254740993; 9007199254740992 is the limit.");
    assertThat(beyond("int_domain { max: " + limit + " }", limit)).isEmpty();
    assertThat(beyond("int_domain { min: " + -limit + " }", -limit - 1))
        .containsExactly("The least value is -9007199254740993; -9007199254740992 is the limit.");
    assertThat(beyond("int_domain { max: 9223372036854775806 }", Long.MAX_VALUE)).hasSize(1);
  }

  private static List<String> beyond(String domain, long value) {
    DataSchema schema = schema("feature { name: 'x' type: INT " + domain + " }");
    DataStatistics statistics = new Data().integers("x", 1, value).statistics(schema.exactCounts());
    return new DataValidator(schema, "")
        .validate(statistics).stream().map(Anomaly::reason).toList();
  }

  @Test
  void takesALimitForTheDecimalNumberThatItIsWrittenAs() {
    DataSchema schema =
        schema("feature { name: 'x' type: FLOAT float_domain { min: 0.1 max: 0.3 } }");
    DataStatistics statistics =
        new Data().floats("x", 0.1f, 0.2f, 0.3f).statistics(schema.exactCounts());
    assertThat(new DataValidator(schema, "").validate(statistics)).isEmpty();
  }

  @Test
  void countsInfinitiesAsBeyondALimit() {
    DataSchema schema = schema("feature { name: 'x' type: FLOAT float_domain { max: 1 } }");
    DataStatistics statistics =
        new Data().floats("x", 0, INFINITY, -INFINITY, NAN).statistics(schema.exactCounts());
    assertThat(new DataValidator(schema, "").validate(statistics))
        .containsExactly(
            new Anomaly(
                "x",
                AnomalyCode.FLOAT_TYPE_BIG_FLOAT,
                "The greatest value is Infinity; 1 is the limit.",
                0.25));
  }

  @Test
  void toleratesSomeNumbersOutsideIfTheSchemaDoes() {
    DataSchema schema =
        schema(
            "feature { name: 'x' type: INT int_domain { max: 3 }"
                + " distribution_constraints { min_domain_mass: 0.5 } }");
    DataValidator validator = new DataValidator(schema, "");
    assertThat(validator.validate(new Data().integers("x", 1, 2, 9, 9).statistics())).isEmpty();
    assertThat(validator.validate(new Data().integers("x", 1, 9, 9).statistics())).hasSize(1);
  }

  @Test
  void tellsNewAndMissingColumns() {
    DataSchema schema =
        schema(
            "feature { name: 'wanted' type: INT presence { min_fraction: 1 } }"
                + " feature { name: 'perhaps' type: INT }"
                + " feature { name: 'old' type: INT lifecycle_stage: DEPRECATED }");
    assertThat(
            new DataValidator(schema, "")
                .validate(
                    new Data().integers("new", 1L, null).strings("old", "x", "y").statistics()))
        .extracting(Anomaly::toString)
        .containsExactly(
            "wanted: SCHEMA_MISSING_COLUMN: The data do not have this column, and the schema wants"
                + " it. (100 % of rows)",
            "new: SCHEMA_NEW_COLUMN: The schema does not have this column. (50.00 % of rows)");
  }

  @Test
  void countsRows() {
    DataSchema schema =
        schema("dataset_constraints { min_examples_count: 2 max_examples_count: 3 }");
    DataSchema withX = schema("feature { name: 'x' }" + schema.proto());
    DataValidator validator = new DataValidator(withX, "");
    assertThat(validator.validate(new Data().integers("x", 1).statistics()))
        .extracting(Anomaly::toString)
        .containsExactly("DATASET_LOW_NUM_EXAMPLES: There are 1 rows; at least 2 were expected.");
    assertThat(validator.validate(new Data().integers("x", 1, 2, 3, 4).statistics()))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.DATASET_HIGH_NUM_EXAMPLES);
    assertThat(validator.validate(new StatisticsAccumulator().statistics("none")))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.NO_DATA_IN_SPAN);
  }

  @Test
  void doesNotWantTheLabelAtServing() {
    DataSchema schema =
        schema(
            "default_environment: 'TRAINING' default_environment: 'SERVING'"
                + " feature { name: 'x' type: INT presence { min_fraction: 1 } }"
                + " feature { name: 'label' type: INT presence { min_fraction: 1 }"
                + "   not_in_environment: 'SERVING' }"
                + " feature { name: 'key' type: INT presence { min_fraction: 1 }"
                + "   in_environment: 'REPLAY' not_in_environment: 'SERVING'"
                + "   not_in_environment: 'TRAINING' }");
    DataStatistics requests = new Data().integers("x", 1).statistics();
    assertThat(new DataValidator(schema, "SERVING").validate(requests)).isEmpty();
    assertThat(new DataValidator(schema, "TRAINING").validate(requests))
        .extracting(Anomaly::column)
        .containsExactly("label");
    assertThat(new DataValidator(schema, "REPLAY").validate(requests))
        .extracting(Anomaly::column)
        .containsExactly("key", "x");
    assertThat(new DataValidator(schema, "").validate(requests)).hasSize(2);
    DataStatistics labelled = new Data().integers("x", 1).integers("label", 1).statistics();
    assertThat(new DataValidator(schema, "SERVING").validate(labelled))
        .extracting(Anomaly::toString)
        .containsExactly(
            "label: SCHEMA_NEW_COLUMN: The schema does not have this column in the environment"
                + " SERVING. (100 % of rows)");
    assertThat(new DataValidator(schema, "TRAINING").validate(labelled)).isEmpty();
    assertThatThrownBy(() -> new DataValidator(schema, "SERVIGN"))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The schema has no environment 'SERVIGN'; it has [REPLAY, SERVING, TRAINING].");
  }

  static Data mixed() {
    return new Data()
        .integers("age", 39L, null, 40L)
        .floats("score", 1, NAN, INFINITY)
        .strings("city", "Rome", "Oslo", "Rome")
        .ragged("tags", new long[] {1, 2}, 0, 2, 2, 2)
        .strings("nothing", null, null, null)
        .bytes("raw", new byte[] {(byte) 0xff}, new byte[] {1}, new byte[] {2});
  }

  static DataSchema schema(String text) {
    try {
      return new DataSchema(TextFormat.parse(text, SchemaProto.Schema.class));
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
