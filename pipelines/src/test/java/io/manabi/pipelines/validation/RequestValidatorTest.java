package io.manabi.pipelines.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestValidatorTest {
  private static final DataSchema SCHEMA =
      DataValidatorTest.schema(
          """
          default_environment: 'TRAINING' default_environment: 'SERVING'
          feature { name: 'age' type: INT presence { min_fraction: 1 min_count: 1 } shape { }
                    int_domain { min: 0 max: 120 } }
          feature { name: 'job' type: BYTES presence { min_fraction: 0.9 min_count: 1 }
                    value_count { min: 1 max: 1 } domain: 'job' unique_constraints { min: 2 } }
          feature { name: 'free' type: BYTES string_domain { value: 'a' }
                    distribution_constraints { min_domain_mass: 0.5 } }
          feature { name: 'weight' type: FLOAT float_domain { disallow_nan: true } }
          feature { name: 'gain' type: FLOAT value_count { min: 1 max: 1 }
                    float_domain { disallow_inf: true } }
          feature { name: 'tags' type: BYTES value_count { min: 1 max: 2 } }
          feature { name: 'label' type: BYTES presence { min_fraction: 1 }
                    not_in_environment: 'SERVING' }
          string_domain { name: 'job' value: 'cook' value: 'clerk' }
          dataset_constraints { min_examples_count: 100 }
          """);
  private final RequestValidator validator = new RequestValidator(SCHEMA, "SERVING");

  @Test
  void findsNothingWrongInAGoodRequest() {
    assertThat(
            validator.validate(
                Map.of(
                    "age", 39, "job", "cook", "weight", 1, "tags", List.of("a", "b"), "free", "z")))
        .isEmpty();
  }

  @Test
  void doesNotMissWhatIsNotInEveryRow() {
    Map<String, Object> row = new HashMap<>();
    row.put("age", 39L);
    row.put("job", null);
    assertThat(validator.validate(row)).isEmpty();
    row.put("job", "");
    assertThat(validator.validate(row)).isEmpty();
  }

  @Test
  void tellsWhatIsWrong() {
    Map<String, Object> row = new HashMap<>();
    row.put("age", 130);
    row.put("job", "king");
    row.put("weight", Double.NaN);
    row.put("tags", List.of("a", "b", "c"));
    row.put("extra", 1);
    assertThat(validator.validate(row))
        .extracting(Anomaly::column, Anomaly::code)
        .containsExactly(
            tuple("age", AnomalyCode.INT_TYPE_BIG_INT),
            tuple("job", AnomalyCode.ENUM_TYPE_UNEXPECTED_STRING_VALUES),
            tuple("weight", AnomalyCode.FLOAT_TYPE_HAS_NAN),
            tuple("tags", AnomalyCode.FEATURE_TYPE_HIGH_NUMBER_VALUES),
            tuple("extra", AnomalyCode.SCHEMA_NEW_COLUMN));
  }

  @Test
  void tellsWhichShapeIsWrong() {
    RequestValidator images =
        new RequestValidator(
            DataValidatorTest.schema(
                """
                feature { name: 'image' type: INT shape { dim { size: 2 } dim { size: 3 } } }
                feature { name: 'pair' type: INT shape { dim { size: 2 } } }
                """),
            "");
    List<Integer> line = List.of(1, 2, 3);
    assertThat(images.validate(Map.of("image", List.of(line, line), "pair", List.of(1, 2))))
        .isEmpty();
    assertThat(images.validate(Map.of("image", List.of(1, 2, 3, 4, 5, 6))))
        .extracting(Anomaly::toString)
        .containsExactly(
            "image: INVALID_FEATURE_SHAPE: The value has the shape [6]; [2, 3] was expected. (100 % of rows)");
    assertThat(
            images.validate(Map.of("image", List.of(line, List.of(1, 2)), "pair", List.of(line))))
        .extracting(Anomaly::reason)
        .containsExactlyInAnyOrder(
            "The value has rows of different shapes; [2, 3] was expected.",
            "The value has the shape [1, 3]; one value or one list was expected.");
  }

  @Test
  void missesARequiredColumn() {
    assertThat(validator.validate(Map.of("job", "cook")))
        .extracting(Anomaly::toString)
        .containsExactly(
            "age: FEATURE_TYPE_NOT_PRESENT: There is no value, and one is required. (100 % of"
                + " rows)");
  }

  @Test
  void tellsValuesOfAnotherType() {
    assertThat(validator.validate(Map.of("age", "39", "weight", "heavy", "job", Map.of())))
        .allSatisfy(each -> assertThat(each.code()).isEqualTo(AnomalyCode.UNEXPECTED_DATA_TYPE))
        .extracting(Anomaly::column)
        .containsExactlyInAnyOrder("job", "age", "weight");
  }

  @Test
  void tellsFloatsThatAreTooLargeAndCutsLongValues() {
    assertThat(validator.validate(Map.of("age", 39, "weight", 1e300)))
        .extracting(Anomaly::reason)
        .containsExactly("The value '1.0E300' is out of the range of 32-bit floats.");
    assertThat(validator.validate(Map.of("age", 39, "weight", Double.POSITIVE_INFINITY))).isEmpty();
    assertThat(validator.validate(Map.of("age", 39, "gain", Double.NEGATIVE_INFINITY)))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.FLOAT_TYPE_HAS_INF);
    assertThat(validator.validate(Map.of("age", Map.of("x".repeat(1000), 1))))
        .extracting(Anomaly::reason)
        .singleElement()
        .asString()
        .startsWith("The value '{xxx")
        .endsWith("x…' is neither numbers nor strings.");
  }

  @Test
  void saysOnceThatTheOnlyValueCannotBeUsed() {
    DataSchema schema =
        DataValidatorTest.schema("feature { name: 'age' type: INT presence { min_fraction: 1 } }");
    assertThat(new RequestValidator(schema, "").validate(Map.of("age", Map.of())))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.UNEXPECTED_DATA_TYPE);
    assertThat(new RequestValidator(DataValidatorTest.schema(""), "").validate(Map.of())).isEmpty();
  }

  @Test
  void validatesEachRowOfARequest() {
    String request = "{\"instances\": [{\"age\": 39}, {\"age\": 130}, {\"job\": \"cook\"}]}";
    assertThat(validator.validateJson("r.json", request.getBytes(UTF_8)))
        .extracting(each -> each.stream().map(Anomaly::code).toList())
        .containsExactly(
            List.of(),
            List.of(AnomalyCode.INT_TYPE_BIG_INT),
            List.of(AnomalyCode.FEATURE_TYPE_NOT_PRESENT));
  }

  @Test
  void namesTheValuesOfTheOnlyColumnOfAnEnvironment() {
    DataSchema schema =
        DataValidatorTest.schema(
            """
            default_environment: 'SERVING'
            feature { name: 'age' type: INT int_domain { max: 120 } }
            feature { name: 'label' type: INT not_in_environment: 'SERVING' }
            """);
    byte[] request = "{\"instances\": [130]}".getBytes(UTF_8);
    assertThat(new RequestValidator(schema, "SERVING").validateJson("r.json", request))
        .singleElement()
        .satisfies(row -> assertThat(row).extracting(Anomaly::column).containsExactly("age"));
    assertThatThrownBy(() -> new RequestValidator(schema, "").validateJson("r.json", request))
        .hasMessageContaining("has an instance 1 that is no object");
  }

  @Test
  void takesABatchWithOneRow() {
    assertThat(validator.validate(new Data().integers("age", 39).batch())).isEmpty();
    assertThat(validator.validate(new Data().integers("age", -1).batch()))
        .extracting(Anomaly::code)
        .containsExactly(AnomalyCode.INT_TYPE_SMALL_INT);
    assertThatThrownBy(() -> validator.validate(new Data().integers("age", 1, 2).batch()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
