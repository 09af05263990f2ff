package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.prediction.tensors.StringTensor;
import io.manabi.prediction.tensors.TensorSpec;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Whatever is written can be read back, value for value. */
class RoundTripTest {
  private static final RequestDecoder DECODER = new RequestDecoder(100);

  private static FlatTensor throughJson(DataType type, FlatTensor tensor) {
    String answer =
        new String(AnswerEncoder.encode(Map.of("x", tensor), AnswerLayout.COLUMNS), UTF_8);
    Signature signature =
        new Signature(
            "serving_default",
            "",
            new TreeMap<>(Map.of("x", new TensorSpec("x", type, Shape.unknown()))),
            new TreeMap<>());
    DecodedRequest request =
        DECODER.decode(answer.replaceFirst("outputs", "inputs").getBytes(UTF_8), name -> signature);
    return requireNonNull(request.inputs().get("x"));
  }

  @Property
  void floatsOfAnyShape(
      @ForAll @IntRange(min = 1, max = 5) int rows, @ForAll @Size(max = 6) float[] row) {
    float[] values = new float[rows * row.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % row.length];
    }
    FlatTensor tensor = TestTensors.floats(values).reshaped(Shape.of(rows, row.length));

    FlatTensor read = throughJson(DataType.DT_FLOAT, tensor);

    assertThat(read.shape()).isEqualTo(tensor.shape());
    assertThat(AnswerEncoder.encode(Map.of("x", read), AnswerLayout.COLUMNS))
        .isEqualTo(AnswerEncoder.encode(Map.of("x", tensor), AnswerLayout.COLUMNS));
  }

  @Property
  void floatsAreWrittenWithAllTheirDigits(@ForAll float value) {
    FlatTensor tensor = TestTensors.floats(value).reshaped(Shape.scalar());

    String json =
        new String(AnswerEncoder.encode(Map.of("x", tensor), AnswerLayout.COLUMNS), UTF_8);

    assertThat(Float.parseFloat(json.substring("{\"outputs\":".length(), json.length() - 1)))
        .isEqualTo(value);
  }

  @Property
  void longs(@ForAll long[] values) {
    FlatTensor tensor = TestTensors.longs(values);

    assertThat(
            AnswerEncoder.encode(
                Map.of("x", throughJson(DataType.DT_INT64, tensor)), AnswerLayout.ROWS))
        .isEqualTo(AnswerEncoder.encode(Map.of("x", tensor), AnswerLayout.ROWS));
  }

  @Property
  void anyBytes(@ForAll byte[] value) {
    FlatTensor tensor = new StringTensor(Shape.of(1), new byte[][] {value});
    String json =
        new String(AnswerEncoder.encode(Map.of("x_bytes", tensor), AnswerLayout.ROWS), UTF_8);
    Signature signature =
        new Signature(
            "serving_default",
            "",
            new TreeMap<>(Map.of("x", new TensorSpec("x", DataType.DT_STRING, Shape.unknown()))),
            new TreeMap<>());

    DecodedRequest read =
        DECODER.decode(
            json.replaceFirst("predictions", "instances").getBytes(UTF_8), name -> signature);

    assertThat(
            AnswerEncoder.encode(
                Map.of("x_bytes", requireNonNull(read.inputs().get("x"))), AnswerLayout.ROWS))
        .isEqualTo(json.getBytes(UTF_8));
  }
}
