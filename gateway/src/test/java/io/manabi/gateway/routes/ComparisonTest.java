package io.manabi.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.manabi.gateway.answers.InferAnswer;
import io.manabi.gateway.answers.MultiAnswer;
import io.manabi.gateway.answers.PredictAnswer;
import io.manabi.gateway.calls.GrpcFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static final Message NONE = Empty.getDefaultInstance();

  private static AggregatedHttpResponse json(int status, String body) {
    return AggregatedHttpResponse.of(HttpStatus.valueOf(status), MediaType.JSON, body);
  }

  private static AggregatedHttpResponse grpc(ByteString message, String status) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(200).add("content-type", "application/grpc").build(),
        HttpData.wrap(GrpcFrame.body(message)),
        HttpHeaders.of("grpc-status", status));
  }

  private static boolean isSame(Message form, ByteString some, ByteString other) {
    return new Comparison(0.001).isSame(grpc(some, "0"), grpc(other, "0"), form);
  }

  private static ByteString field(int number, ByteString content) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build())
        .build()
        .toByteString();
  }

  private static ByteString field(int number, String content) {
    return field(number, ByteString.copyFromUtf8(content));
  }

  private static ByteString number(int field, long value) {
    return UnknownFieldSet.newBuilder()
        .addField(field, UnknownFieldSet.Field.newBuilder().addVarint(value).build())
        .build()
        .toByteString();
  }

  private static ByteString floats(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return ByteString.copyFrom(buffer.array());
  }

  /** An output of a PredictResponse, as its map has it: a float tensor in one of its fields. */
  private static ByteString output(String name, int field, float... values) {
    ByteString shape = field(2, field(2, number(1, values.length)));
    return field(
        1,
        field(1, name)
            .concat(field(2, number(1, 1).concat(shape).concat(field(field, floats(values))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": [1.0, 2]}|{\"a\": [1.0005, 2]}|true",
        "{\"a\": [1.0, 2]}|{\"a\": [1.01, 2]}|false",
        "{\"a\": 1000}|{\"a\": 1000.5}|true",
        "{\"a\": 1}|{\"a\": 1, \"b\": 2}|false",
        "{\"a\": [1]}|{\"a\": [1, 1]}|false",
        "{\"a\": \"x\"}|{\"a\": \"y\"}|false",
        "{\"model_version\": \"1\", \"a\": 1}|{\"model_version\": \"2\", \"a\": 1}|true",
        "no json|no json|true",
        "no json|other|false",
      })
  void takesNumbersThatAreNearlyTheSameForTheSame(String some, String other, boolean same) {
    assertThat(new Comparison(0.001).isSame(json(200, some), json(200, other), NONE))
        .isEqualTo(same);
  }

  @Test
  void comparesWhatBecameOfTheRequests() {
    Comparison comparison = new Comparison(0.001);
    PredictAnswer form = PredictAnswer.getDefaultInstance();
    ByteString answer = output("a", 5, 1);

    assertThat(comparison.isSame(json(200, "{}"), json(404, "{}"), form)).isFalse();
    assertThat(comparison.isSame(grpc(answer, "0"), grpc(answer, "0"), form)).isTrue();
    assertThat(comparison.isSame(grpc(answer, "0"), grpc(answer, "5"), form)).isFalse();
  }

  @Test
  void comparesTensorsByTheirNamesWhateverTheirOrderAndVersionAre() {
    PredictAnswer form = PredictAnswer.getDefaultInstance();
    ByteString a = output("a", 5, 1, 2);
    ByteString b = output("b", 5, 3);
    ByteString three = field(2, "3");
    ByteString four = field(2, "4");

    assertThat(isSame(form, a.concat(b).concat(three), four.concat(b).concat(a))).isTrue();
    assertThat(isSame(form, a, output("a", 5, 1.0005f, 2))).isTrue();
    assertThat(isSame(form, a, output("a", 4, 1, 2))).isTrue();
    assertThat(isSame(form, a, output("a", 5, 1.01f, 2))).isFalse();
    assertThat(isSame(form, a, output("a", 5, 1))).isFalse();
    assertThat(isSame(form, a, a.concat(b))).isFalse();
    assertThat(isSame(form, a, output("b", 5, 1, 2))).isFalse();
    assertThat(isSame(form, a, field(1, "no message"))).isFalse();
  }

  @Test
  void comparesOutputsOfOpenInferenceProtocol() {
    InferAnswer form = InferAnswer.getDefaultInstance();
    ByteString a = field(5, field(1, "a").concat(field(2, "FP32")));
    ByteString b = field(5, field(1, "b").concat(field(2, "INT32")));
    ByteString one = field(6, floats(1));
    ByteString two = field(6, "two!");
    ByteString bare =
        field(5, field(1, "a").concat(field(2, "FP32")).concat(field(5, field(6, floats(1)))));

    assertThat(
            isSame(
                form,
                field(2, "3").concat(a).concat(b).concat(one).concat(two),
                field(2, "4").concat(b).concat(a).concat(two).concat(one)))
        .isTrue();
    assertThat(isSame(form, a.concat(one), bare)).isTrue();
    assertThat(isSame(form, a.concat(one), a.concat(field(6, floats(1.5f))))).isFalse();
    assertThat(isSame(form, b.concat(two), b.concat(field(6, "2222")))).isFalse();
    assertThat(isSame(form, a.concat(one), b.concat(one))).isFalse();
  }

  @Test
  void comparesResultsOfExamplesWithoutTheVersionOfEach() {
    MultiAnswer form = MultiAnswer.getDefaultInstance();
    // A result with its version, and a regression with one value.
    ByteString half =
        field(
            3,
            field(
                1,
                UnknownFieldSet.newBuilder()
                    .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                            .addFixed32(Float.floatToIntBits(0.5f))
                            .build())
                    .build()
                    .toByteString()));

    assertThat(
            isSame(
                form, field(1, field(1, "3").concat(half)), field(1, field(1, "4").concat(half))))
        .isTrue();
    assertThat(isSame(form, field(1, half), field(1, field(3, field(1, ""))))).isFalse();
  }
}
