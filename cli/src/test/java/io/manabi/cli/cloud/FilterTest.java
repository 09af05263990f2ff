package io.manabi.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final JsonNode JOB =
      JsonText.read(
          "test",
          """
          {"jobId": "flowers_12", "state": "FAILED", "labels": {"team": "web", "x": "a b"},
           "createTime": "2017-06-01T10:20:30Z", "count": 9, "done": true, "none": null,
           "trainingInput": {"args": ["--steps", "10"], "packageUris": []}}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=FAILED",
        "state = 'FAILED'",
        "state!=RUNNING",
        "jobId:flowers*",
        "jobId:FLOWERS",
        "jobId~^fl.*_\\d+$",
        "jobId!~rnn",
        "labels.team=web",
        "labels:team",
        "labels:web",
        "labels.x=\"a b\"",
        "labels.team:*",
        "-labels.y:*",
        "NOT none:*",
        "count<10 count>8.5",
        "count>=9 AND count<=9",
        "createTime>2017-05 createTime<2017-07",
        "state:(QUEUED FAILED)",
        "state=(QUEUED OR FAILED)",
        "state=RUNNING OR jobId:flowers",
        "NOT state=RUNNING",
        "(state=RUNNING OR state=FAILED) AND NOT (jobId:rnn)",
        "state=RUNNING AND jobId:x OR done=true",
        "trainingInput.args:10",
        "trainingInput.args[0]=--steps",
        "missing!=x",
      })
  void findsWhatItSays(String filter) {
    assertThat(Filter.parse(filter).test(JOB)).isTrue();
    assertThat(Filter.parse("NOT (" + filter + ")").test(JOB)).isFalse();
    assertThat(Filter.parse("(" + filter + ") AND state=RUNNING").test(JOB)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "state",
        "state=",
        "=FAILED",
        "state=(",
        "state=()",
        "(state=FAILED",
        "state=FAILED)",
        "AND",
        "NOT",
        "state=FAILED OR",
        "state~(",
        "a==b c",
        "state=FAILED x"
      })
  void refusesWhatItCannotRead(String filter) {
    assertThatThrownBy(() -> Filter.parse(filter))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("The filter");
  }
}
