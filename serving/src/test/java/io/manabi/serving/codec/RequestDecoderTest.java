package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.error.Code;

class RequestDecoderTest {
  private static final RequestDecoder DECODER = new RequestDecoder(200_000);

  private static Signature signature(String name, TensorSpec... inputs) {
    Map<String, TensorSpec> byName = new TreeMap<>();
    for (TensorSpec input : inputs) {
      byName.put(input.name(), input);
    }
    return new Signature(name, "", new TreeMap<>(byName), new TreeMap<>());
  }

  private static TensorSpec any(String name, DataType type) {
    return new TensorSpec(name, type, Shape.unknown());
  }

  /** Decodes for a model with these inputs. */
  private static DecodedRequest decode(String json, TensorSpec... inputs) {
    return DECODER.decode(
        json.getBytes(UTF_8),
        name -> {
          if (!name.equals("serving_default")) {
            throw PredictionFailure.invalid(
                "Serving signature name: \"" + name + "\" not found in signature def");
          }
          return signature(name, inputs);
        });
  }

  private static DecodedRequest decode(DataType type, String json) {
    return decode(json, any("x", type));
  }

  /** What a decoded input is when it is written as a whole. */
  private static String shown(DecodedRequest request, String input) {
    String json =
        new String(
            AnswerEncoder.encode(
                Map.of("o", requireNonNull(request.inputs().get(input))), AnswerLayout.COLUMNS),
            UTF_8);
    return json.substring("{\"outputs\":".length(), json.length() - 1);
  }

  private static void assertRefused(DataType type, String json, String message) {
    assertThatThrownBy(() -> decode(type, json))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageContaining(message)
        .extracting(e -> ((PredictionFailure) e).code())
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void readsRowsOfValues() {
    DecodedRequest request = decode(DataType.DT_FLOAT, "{\"instances\": [1.0, 2.5, -3]}");

    assertThat(request.layout()).isEqualTo(AnswerLayout.ROWS);
    assertThat(requireNonNull(request.inputs().get("x")).shape()).isEqualTo(Shape.of(3));
    assertThat(shown(request, "x")).isEqualTo("[1.0,2.5,-3.0]");
  }

  @Test
  void readsRowsOfNestedLists() {
    DecodedRequest request =
        decode(DataType.DT_INT32, "{\"instances\": [[[1],[2]], [[3],[4]], [[5],[6]]]}");

    assertThat(requireNonNull(request.inputs().get("x")).shape()).isEqualTo(Shape.of(3, 2, 1));
    assertThat(shown(request, "x")).isEqualTo("[[[1],[2]],[[3],[4]],[[5],[6]]]");
  }

  @Test
  void readsRowsOfObjectsForOneInput() {
    DecodedRequest request =
        decode(DataType.DT_FLOAT, "{\"instances\": [{\"x\": [1, 2]}, {\"x\": [3, 4]}]}");

    assertThat(requireNonNull(request.inputs().get("x")).shape()).isEqualTo(Shape.of(2, 2));
  }

  @Test
  void readsRowsOfObjectsForManyInputsInAnyOrder() {
    DecodedRequest request =
        decode(
            "{\"instances\": [{\"a\": 1, \"b\": \"x\"}, {\"b\": \"y\", \"a\": 2}]}",
            any("a", DataType.DT_INT64),
            any("b", DataType.DT_STRING));

    assertThat(shown(request, "a")).isEqualTo("[1,2]");
    assertThat(shown(request, "b")).isEqualTo("[\"x\",\"y\"]");
  }

  @Test
  void readsColumns() {
    DecodedRequest list = decode(DataType.DT_FLOAT, "{\"inputs\": [[1], [2]]}");
    DecodedRequest scalar = decode(DataType.DT_FLOAT, "{\"inputs\": 7}");
    DecodedRequest named =
        decode(
            "{\"inputs\": {\"a\": [1, 2], \"more\": [{}], \"b\": true}}",
            any("a", DataType.DT_UINT8),
            any("b", DataType.DT_BOOL));

    assertThat(list.layout()).isEqualTo(AnswerLayout.COLUMNS);
    assertThat(requireNonNull(list.inputs().get("x")).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(requireNonNull(scalar.inputs().get("x")).shape()).isEqualTo(Shape.scalar());
    assertThat(shown(named, "a")).isEqualTo("[1,2]");
    assertThat(shown(named, "b")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DT_FLOAT|[0.1,1e3,NaN,-Infinity,Infinity]|[0.1,1000.0,NaN,-Infinity,Infinity]",
        "DT_FLOAT|[16777215,3.4028234e38,1e-50]|[16777215.0,3.40282347e+38,0.0]",
        "DT_FLOAT|[16777216,16777217,3.5e38,-1e39]|[16777216.0,16777216.0,Infinity,-Infinity]",
        "DT_FLOAT|[18446744073709551615,1e30,717887168]|[1.84467441e+19,1e+30,717887168.0]",
        "DT_FLOAT|[Inf,-Inf,1]|[Infinity,-Infinity,1.0]",
        "DT_DOUBLE|[9007199254740993]|[9007199254740992.0]",
        "DT_DOUBLE|[0.1,9007199254740991,1e308]|[0.1,9007199254740991.0,1e+308]",
        "DT_INT8|[-128,127]|[-128,127]",
        "DT_INT16|[-32768,32767]|[-32768,32767]",
        "DT_UINT32|[0,4294967295]|[0,4294967295]",
        "DT_UINT64|[0,18446744073709551615]|[0,18446744073709551615]",
        "DT_INT32|[-2147483648,2147483647]|[-2147483648,2147483647]",
        "DT_INT64|[-9223372036854775808,9223372036854775807]|[-9223372036854775808,9223372036854775807]",
        "DT_UINT8|[0,255]|[0,255]",
        "DT_BOOL|[true,false]|[true,false]",
        "DT_STRING|[\"\",\"é\\n😀\"]|[\"\",\"é\\n😀\"]",
        "DT_STRING|[{\"b64\":\"aGk=\"},{\"b64\":\"aGk\"},{\"b64\":\"\"}]|[\"hi\",\"hi\",\"\"]",
      })
  void readsEachType(DataType type, String values, String expected) {
    assertThat(shown(decode(type, "{\"instances\":" + values + "}"), "x")).isEqualTo(expected);
    assertThat(shown(decode(type, "{\"inputs\":" + values + "}"), "x")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DT_INT32|1.0|JSON Value: 1.0 Type: Number is not of expected type: int32",
        "DT_INT32|2147483648|JSON Value: 2147483648 Type: Number is not of expected type: int32",
        "DT_INT64|9223372036854775808|is not of expected type: int64",
        "DT_INT64|true|JSON Value: true Type: True is not of expected type: int64",
        "DT_UINT8|256|JSON Value: 256 Type: Number is not of expected type: uint8",
        "DT_INT8|128|is not of expected type: int8",
        "DT_INT16|-32769|is not of expected type: int16",
        "DT_UINT32|-1|is not of expected type: uint32",
        "DT_UINT32|4294967296|is not of expected type: uint32",
        "DT_UINT64|-1|is not of expected type: uint64",
        "DT_UINT64|18446744073709551616|is not of expected type: uint64",
        "DT_DOUBLE|1e400|Number too big to be stored in double",
        "DT_FLOAT|-1e400|Number too big to be stored in double",
        "DT_FLOAT|+Infinity|JSON Parse error",
        "DT_STRING|\"\\ud83d\"|surrogate",
        "DT_UINT8|-1|JSON Value: -1 Type: Number is not of expected type: uint8",
        "DT_FLOAT|\"1\"|JSON Value: \"1\" Type: String is not of expected type: float",
        "DT_FLOAT|null|JSON Value: null Type: Null is not of expected type: float",
        "DT_FLOAT|{\"b64\":\"aGk=\"}|Type: Object is not of expected type: float",
        "DT_BOOL|1|JSON Value: 1 Type: Number is not of expected type: bool",
        "DT_STRING|false|JSON Value: false Type: False is not of expected type: string",
        "DT_STRING|{\"b64\":\"%\"}|Unable to base64 decode",
        "DT_STRING|{\"b64\":1}|not formatted correctly for base64 data",
        "DT_STRING|{\"b64\":\"aGk=\",\"more\":1}|not formatted correctly for base64 data",
      })
  void refusesValuesOfAnotherType(DataType type, String value, String message) {
    assertRefused(type, "{\"inputs\":[" + value + "]}", message);
    assertRefused(
        type,
        "{\"instances\":[[" + value + "]]}",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1,2],[3]]|Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        "[[],[1]]|Encountered list at unexpected size: 1 at level: 1 expected size: 0",
        "[1,[2]]|Encountered list at unexpected level: 1 expected < 1",
        "[[1],2]|JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at level: 2",
      })
  void refusesRaggedLists(String values, String message) {
    assertRefused(DataType.DT_FLOAT, "{\"inputs\":" + values + "}", message);
    assertRefused(DataType.DT_FLOAT, "{\"instances\":[" + values + "]}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1,2],[3]]|Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT:"
            + " Expecting tensor size: 2 but got: 1",
        "[[1,2],[[3],[4]]]|Expecting shape [2] but got: [2,1]",
        "[1,[2]]|Expecting shape [] but got: [1]",
        "[[1],{\"x\":[2]}]|Expecting value/list but got object at item 1 of input list",
        "[{\"x\":1},2]|Expecting object but got list at item 1 of input list",
        "[{\"y\":1}]|key: y of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have"
            + " named input: y",
        "[{}]|Failed to process element: 0 of 'instances' list. JSON object: {} keys must be equal"
            + " to: x",
        "[{\"x\":1,\"x\":2}]|keys must be equal to: x",
        "[]|No values in 'instances' array",
        "{}|Expecting 'instances' to be an list/array",
      })
  void refusesRowsThatDiffer(String rows, String message) {
    assertRefused(DataType.DT_FLOAT, "{\"instances\":" + rows + "}", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"instances\":[1]}|instances is a plain list, but expecting list of objects",
        "{\"instances\":[{\"a\":1}]}|JSON object: {a} keys must be equal to: a,b",
        "{\"inputs\":[1]}|inputs is a plain value/list, but expecting an object",
        "{\"inputs\":{\"a\":[1]}}|Missing named input: b in 'inputs' object.",
      })
  void refusesMissingInputs(String json, String message) {
    assertThatThrownBy(() -> decode(json, any("a", DataType.DT_FLOAT), any("b", DataType.DT_FLOAT)))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        " |JSON Parse error: The document is empty",
        "[1]|Is not object",
        "{}|Missing 'inputs' or 'instances' key",
        "{\"instances\":[1],\"inputs\":[1]}|expecting only one of 'inputs' or 'instances' keys",
        "{\"inputs\":[1],\"instances\":[1]}|expecting only one of 'inputs' or 'instances' keys",
        "{\"signature_name\":5,\"inputs\":[1]}|'signature_name' key must be a string value.",
        "{\"signature_name\":null,\"inputs\":[1]}|'signature_name' key must be a string value.",
        "{\"signature_name\":\"no\",\"inputs\":[1]}|Serving signature name: \"no\" not found in"
            + " signature def",
        "{\"inputs\":[1],\"signature_name\":\"no\"}|Serving signature name: \"no\" not found in"
            + " signature def",
      })
  void refusesWhatIsNoRequest(String json, String message) {
    assertRefused(DataType.DT_FLOAT, json, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"instances\":[1,2",
        "{\"instances\":[1 2]}",
        "{\"instances\":[1]",
        "{instances:[1]}",
        "{\"instances\":['a']}",
        "{\"instances\":[01]}",
        "{\"instances\":[tru]}",
        "{\"instances\":[INF]}",
        // The value is of the wrong type too, but the syntax is looked at first.
        "{\"instances\":[\"x\"], }"
      })
  void refusesWrongSyntaxWithItsPlace(String json) {
    assertThatThrownBy(() -> decode(DataType.DT_FLOAT, json))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageMatching("JSON Parse error: [^\n]+ at offset: \\d+");
  }

  @Test
  void refusesAnEmptyBody() {
    assertRefused(DataType.DT_FLOAT, "", "JSON Parse error: The document is empty");
  }

  @Test
  void refusesBottomlessLists() {
    String deep = "[".repeat(5000) + "]".repeat(5000);

    assertRefused(DataType.DT_FLOAT, "{\"instances\":" + deep + "}", "nested deeper than 100");
    String justTooDeep = "[".repeat(103) + "]".repeat(103);
    assertRefused(DataType.DT_FLOAT, "{\"inputs\":" + justTooDeep + "}", "nested deeper than 100");
  }

  @Test
  void takesIgnoredKeysThatAreNestedDeep() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(shown(decode(DataType.DT_FLOAT, "{\"a\":" + deep + ",\"inputs\":[1]}"), "x"))
        .isEqualTo("[1.0]");
  }

  @Test
  void takesAMillionKeysThatAreIgnored() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      json.append("\"key").append(i).append("\":0,");
    }

    assertThat(shown(decode(DataType.DT_FLOAT, json + "\"inputs\":[1]}"), "x")).isEqualTo("[1.0]");
  }

  @Test
  void takesAByteOrderMark() {
    assertThat(shown(decode(DataType.DT_FLOAT, "\ufeff{\"inputs\":[1]}"), "x")).isEqualTo("[1.0]");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] body = "{\"inputs\":[\"??\"]}".getBytes(UTF_8);
    body[12] = (byte) 0xc0;
    body[13] = (byte) 0xaf;

    assertThatThrownBy(
            () -> DECODER.decode(body, name -> signature(name, any("x", DataType.DT_STRING))))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void takesOtherKeysTheFirstOfEqualKeysAndWhatFollows() {
    DecodedRequest request =
        decode(
            DataType.DT_FLOAT, "{\"id\":{\"a\":[1]},\"instances\":[1],\"instances\":[2]} and more");

    assertThat(shown(request, "x")).isEqualTo("[1.0]");
  }

  @Test
  void takesTheSignatureBehindTheValues() {
    DecodedRequest request =
        DECODER.decode(
            "{\"instances\":[\"a\"],\"signature_name\":\"words\"}".getBytes(UTF_8),
            name ->
                name.equals("words")
                    ? signature(name, any("w", DataType.DT_STRING))
                    : signature(name, any("x", DataType.DT_FLOAT)));

    assertThat(request.signature().name()).isEqualTo("words");
    assertThat(shown(request, "w")).isEqualTo("[\"a\"]");
  }

  @Test
  void takesAnEmptySignatureNameForTheDefault() {
    DecodedRequest request =
        decode(DataType.DT_FLOAT, "{\"signature_name\":\"\",\"instances\":[1]}");

    assertThat(request.signature().name()).isEqualTo("serving_default");
  }

  @Test
  void saysThatItDoesNotKnowATypeWithoutJson() {
    assertRefused(
        DataType.DT_HALF, "{\"instances\":[1]}", "UNIMPLEMENTED: Conversion of JSON Value");
    assertThatThrownBy(() -> decode(DataType.DT_HALF, "{\"inputs\":[1]}"))
        .isInstanceOf(PredictionFailure.class)
        .hasMessageContaining("half")
        .extracting(e -> ((PredictionFailure) e).code())
        .isEqualTo(Code.UNIMPLEMENTED);
  }
}
