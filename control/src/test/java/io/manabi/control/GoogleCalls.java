package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Job;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1ReplicaConfig;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1TrainingInput;
import java.io.IOException;
import java.util.List;

/** What tests ask of Google's client, and how it is refused. */
final class GoogleCalls {
  private GoogleCalls() {}

  /** A call of the client. */
  interface Call {
    void run() throws IOException;
  }

  /** A job of one task, which is a script. */
  static GoogleCloudMlV1Job job(String id, String script) {
    return new GoogleCloudMlV1Job()
        .setJobId(id)
        .setTrainingInput(
            new GoogleCloudMlV1TrainingInput()
                .setRegion("us-central1")
                .setMasterConfig(
                    new GoogleCloudMlV1ReplicaConfig()
                        .setContainerCommand(List.of("sh", "-c", script, "trainer"))));
  }

  static void assertRefused(Call call, int code, String part) {
    GoogleJsonResponseException refusal =
        catchThrowableOfType(GoogleJsonResponseException.class, call::run);
    assertThat(refusal.getStatusCode()).isEqualTo(code);
    assertThat(refusal.getDetails().getCode()).isEqualTo(code);
    assertThat(refusal.getContent()).contains(part);
    assertThat(refusal.getDetails().getErrors()).hasSize(1);
  }
}
