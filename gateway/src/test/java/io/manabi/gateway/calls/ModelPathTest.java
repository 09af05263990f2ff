package io.manabi.gateway.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/v1/models/m:predict|m||false|/v1/models/m/versions/7:predict",
        "/v1/models/m/versions/3:classify|m|3|false|/v1/models/m/versions/7:classify",
        "/v1/models/m/labels/canary:predict|m|canary|true|/v1/models/m/versions/7:predict",
        "/v1/models/m/labels/a%20b/metadata|m|a b|true|/v1/models/m/versions/7/metadata",
        "/V1/Models/m:predict|m||false|/V1/Models/m/versions/7:predict",
        "/v1/models/a%2Fb:predict|a/b||false|/v1/models/a%2Fb/versions/7:predict",
        "/v1/models/m|m||false|/v1/models/m/versions/7",
        "/v1/projects/p/models/m:predict|m||false|/v1/projects/p/models/m/versions/7:predict",
        "/v1/projects/p/models/m/versions/v1:predict|m|v1|false"
            + "|/v1/projects/p/models/m/versions/7:predict",
        "/v2/models/m/infer|m||false|/v2/models/m/versions/7/infer",
        "/v2/models/m:x/versions/2/infer|m:x|2|false|/v2/models/m:x/versions/7/infer",
        "/v2/models/m/versions/2/ready|m|2|false|/v2/models/m/versions/7/ready",
      })
  void findsModelAndVersion(
      String path, String model, String version, boolean isLabel, String changed) {
    ModelPath found = ModelPath.of(path).orElseThrow();

    assertThat(found.model()).isEqualTo(model);
    assertThat(found.asked()).isEqualTo(new AskedVersion(isLabel, version == null ? "" : version));
    assertThat(found.withVersion(7)).isEqualTo(changed);
  }

  @Test
  void callsTheModelOfAProjectByBothNames() {
    ModelPath ofProject = ModelPath.of("/v1/projects/a%20b/models/m:predict").orElseThrow();

    assertThat(ofProject.servedName(true)).isEqualTo("a b.m");
    assertThat(ofProject.servedName(false)).isEqualTo("m");
    assertThat(ModelPath.of("/v1/models/m:predict").orElseThrow().servedName(true)).isEqualTo("m");
  }

  @Test
  void knowsWhatMayBeAskedTwice() {
    assertThat(ApiCall.of("POST", "/v1/models/m:predict").isRepeatable()).isTrue();
    assertThat(ApiCall.of("POST", "/v2/models/m/infer").isRepeatable()).isTrue();
    assertThat(ApiCall.of("GET", "/anything").isRepeatable()).isTrue();
    assertThat(ApiCall.of("POST", "/anything").isRepeatable()).isFalse();
    assertThat(ApiCall.of("POST", "/v1/models/m").isRepeatable()).isFalse();
    assertThat(ApiCall.of("DELETE", "/v1/models/m:predict").isRepeatable()).isFalse();
    assertThat(ApiCall.of("POST", "/inference.GRPCInferenceService/ModelInfer").isRepeatable())
        .isTrue();
    assertThat(
            ApiCall.of("POST", "/tensorflow.serving.ModelService/HandleReloadConfigRequest")
                .isRepeatable())
        .isFalse();
  }
}
