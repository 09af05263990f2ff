package io.manabi.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.manabi.gateway.calls.GrpcFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static AggregatedHttpResponse json(int status, String body) {
    return AggregatedHttpResponse.of(HttpStatus.valueOf(status), MediaType.JSON, body);
  }

  private static AggregatedHttpResponse grpc(String version, String content, String status) {
    ByteString message =
        UnknownFieldSet.newBuilder()
            .addField(2, text(version))
            .addField(5, text(content))
            .build()
            .toByteString();
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(200).add("content-type", "application/grpc").build(),
        HttpData.wrap(GrpcFrame.body(message)),
        HttpHeaders.of("grpc-status", status));
  }

  private static UnknownFieldSet.Field text(String content) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(content))
        .build();
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
    assertThat(new Comparison(0.001).isSame(json(200, some), json(200, other))).isEqualTo(same);
  }

  @Test
  void comparesWhatBecameOfTheRequests() {
    Comparison comparison = new Comparison(0.001);

    assertThat(comparison.isSame(json(200, "{}"), json(404, "{}"))).isFalse();
    assertThat(comparison.isSame(grpc("3", "a", "0"), grpc("4", "a", "0"), 2)).isTrue();
    assertThat(comparison.isSame(grpc("3", "a", "0"), grpc("3", "b", "0"), 2)).isFalse();
    assertThat(comparison.isSame(grpc("3", "a", "0"), grpc("3", "a", "5"), 2)).isFalse();
    assertThat(comparison.isSame(grpc("3", "a", "0"), grpc("4", "a", "0"))).isFalse();
  }
}
