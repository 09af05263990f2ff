package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.StringTensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class AnswerEncoderTest {
  private static FlatTensor floats(Shape shape, float... values) {
    return TestTensors.floats(values).reshaped(shape);
  }

  private static FlatTensor longs(Shape shape, long... values) {
    return TestTensors.longs(values).reshaped(shape);
  }

  private static FlatTensor bytes(Shape shape, String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = values[i].getBytes(UTF_8);
    }
    return new StringTensor(shape, bytes);
  }

  private static String encode(AnswerLayout layout, Map<String, FlatTensor> outputs) {
    return new String(AnswerEncoder.encode(outputs, layout), UTF_8);
  }

  @Test
  void writesOneOutputAsBareRows() {
    assertThat(encode(AnswerLayout.ROWS, Map.of("y", floats(Shape.of(2, 2), 1, 2.5f, 0.1f, -3e9f))))
        .isEqualTo("{\"predictions\":[[1.0,2.5],[0.1,-3e+09]]}");
  }

  @Test
  void writesManyOutputsAsRowsOfObjects() {
    assertThat(
            encode(
                AnswerLayout.ROWS,
                Map.of("c", longs(Shape.of(2), 7, 8), "p", floats(Shape.of(2, 1), 0.5f, 1))))
        .isEqualTo("{\"predictions\":[{\"c\":7,\"p\":[0.5]},{\"c\":8,\"p\":[1.0]}]}");
  }

  @Test
  void writesTheNameOfOneOutputToo() {
    assertThat(encode(AnswerLayout.NAMED_ROWS, Map.of("c", longs(Shape.of(1), 7))))
        .isEqualTo("{\"predictions\":[{\"c\":7}]}");
  }

  @Test
  void writesColumns() {
    assertThat(encode(AnswerLayout.COLUMNS, Map.of("c", longs(Shape.scalar(), 7))))
        .isEqualTo("{\"outputs\":7}");
    assertThat(
            encode(
                AnswerLayout.COLUMNS, Map.of("c", longs(Shape.of(0)), "d", longs(Shape.of(2, 0)))))
        .isEqualTo("{\"outputs\":{\"c\":[],\"d\":[[],[]]}}");
  }

  @Test
  void writesNoRows() {
    assertThat(encode(AnswerLayout.ROWS, Map.of("y", floats(Shape.of(0, 3)))))
        .isEqualTo("{\"predictions\":[]}");
  }

  @Test
  void writesWhatIsNotANumberAsBareWords() {
    FlatTensor y = floats(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

    assertThat(encode(AnswerLayout.ROWS, Map.of("y", y)))
        .isEqualTo("{\"predictions\":[NaN,Infinity,-Infinity]}");
  }

  @Test
  void writesBase64OnlyForNamesThatEndInBytes() {
    assertThat(
            encode(
                AnswerLayout.ROWS,
                Map.of("a", bytes(Shape.of(1), "hi"), "a_bytes", bytes(Shape.of(1), "hi"))))
        .isEqualTo("{\"predictions\":[{\"a\":\"hi\",\"a_bytes\":{\"b64\":\"aGk=\"}}]}");
  }

  @Test
  void refusesRowsOfOutputsThatHaveNone() {
    assertThatThrownBy(() -> encode(AnswerLayout.ROWS, Map.of("y", floats(Shape.scalar(), 1))))
        .hasMessage("Tensor name: y has no shape information ");
    assertThatThrownBy(
            () ->
                encode(
                    AnswerLayout.ROWS,
                    Map.of("a", floats(Shape.of(2), 1, 2), "b", floats(Shape.of(1), 1))))
        .hasMessage("Tensor name: b has inconsistent batch size: 1 expecting: 2");
  }
}
