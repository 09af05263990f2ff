package io.manabi.control.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListFilterTest {
  private static final Job JOB =
      new Job(
          "rnn_7",
          null,
          null,
          "2026-01-02T03:04:05Z",
          null,
          null,
          "FAILED",
          "Task master-0 ended with status 1",
          Map.of("team", "shop"),
          null);

  private static final ListFilter.Fields<Job> FIELDS =
      new ListFilter.Fields<>(
          Map.of(
              "jobId", Job::jobId,
              "state", Job::state,
              "createTime", Job::createTime,
              "endTime", Job::endTime,
              "errorMessage", Job::errorMessage),
          Job::labels);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "jobId:rnn*|true",
        "jobId:rnn* AND state:FAILED|true",
        "jobId = rnn_7 state != RUNNING|true",
        "state=RUNNING|false",
        "NOT state=RUNNING|true",
        "-jobId:rnn*|false",
        "labels.team=shop|true",
        "labels.team:*|true",
        "labels.none:*|false",
        "createTime>\"2026-01-01T00:00:00Z\"|true",
        "createTime<=2026-01-01T00:00:00Z|false",
        "endTime<2027-01-01T00:00:00Z|false",
        "errorMessage:\"status 1\"|true",
      })
  void comparesFields(String filter, boolean isListed) {
    assertThat(new ListFilter<>(filter, FIELDS).test(JOB)).isEqualTo(isListed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "jobId:other|true",
        "state:FAIL*|true",
        "state=FAILED AND state=RUNNING|false",
        "NOT state:AI|false",
        "-state=RUNNING|true",
      })
  void tellsWhichValuesOfAFieldCanBeListed(String filter, boolean isAllowed) {
    assertThat(new ListFilter<>(filter, FIELDS).allows("state", "FAILED")).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "state=A OR state=B", "state=", "(state=A)", "a b", "=x"})
  void saysFromWhereOnItCannotBeRead(String filter) {
    assertThatThrownBy(() -> new ListFilter<>(filter, FIELDS))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("The filter cannot be read from '");
  }

  @Test
  void namesTheFieldsThatThereAre() {
    assertThatThrownBy(() -> new ListFilter<>("colour=red", FIELDS))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("colour")
        .hasMessageContaining("jobId");
  }
}
