package io.manabi.training.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {
  private static final String CLUSTER =
      "{\"cluster\":{\"master\":[\"a:1\"],\"worker\":[\"a:2\",\"a:3\"],\"ps\":[\"a:4\"]},"
          + "\"task\":{\"type\":\"%s\",\"index\":%d}}";

  @Test
  void isLocalWithoutConfiguration() {
    assertThat(ClusterConfig.parse(null)).isEqualTo(ClusterConfig.local());
    assertThat(ClusterConfig.parse(" ")).isEqualTo(ClusterConfig.local());
    assertThat(ClusterConfig.local().isDistributed()).isFalse();
    assertThat(ClusterConfig.local().isMaster()).isTrue();
  }

  @Test
  void readsTheClusterAndTheTask() {
    ClusterConfig config = ClusterConfig.parse(String.format(Locale.ROOT, CLUSTER, "worker", 1));
    assertThat(config.addresses("worker")).isEqualTo(List.of("a:2", "a:3"));
    assertThat(config.task()).hasToString("worker 1");
    assertThat(config.isDistributed()).isTrue();
    assertThat(config.isMaster()).isFalse();
  }

  @Test
  void takesTheChiefOfTensorFlow2ForTheMaster() {
    ClusterConfig config =
        ClusterConfig.parse(
            "{\"cluster\":{\"chief\":[\"a:1\"],\"ps\":[\"a:2\"]},"
                + "\"task\":{\"type\":\"chief\",\"index\":0}}");
    assertThat(config.isMaster()).isTrue();
    assertThat(config.addresses("master")).containsExactly("a:1");
  }

  @Test
  void isLocalWithAnEmptyCluster() {
    assertThat(ClusterConfig.parse("{\"cluster\":{},\"environment\":\"cloud\"}"))
        .isEqualTo(ClusterConfig.local());
  }

  @Test
  void takesAnIndexThatIsText() {
    String text = String.format(Locale.ROOT, CLUSTER.replace("%d", "\"%d\""), "worker", 1);
    assertThat(ClusterConfig.parse(text).task()).hasToString("worker 1");
  }

  @Test
  void isLocalWithAMasterAlone() {
    ClusterConfig config =
        ClusterConfig.parse(
            "{\"cluster\":{\"master\":[\"a:1\"]},\"task\":{\"type\":\"master\",\"index\":0}}");
    assertThat(config.isDistributed()).isFalse();
    assertThat(config.isMaster()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cluster\"|no valid JSON",
        "{\"cluster\":{\"master\":[\"a:1\"]},\"task\":{\"type\":\"ps\",\"index\":0}}|no such task",
        "{\"cluster\":{\"ps\":[\"a:1\"]},\"task\":{\"type\":\"ps\",\"index\":0}}|exactly one master",
        "{\"cluster\":{\"master\":[\"a\"]},\"task\":{\"type\":\"master\",\"index\":0}}|host:port",
        "{\"cluster\":{\"master\":[\"a:1\"],\"ps\":[\"a:1\"]},\"task\":{\"type\":\"ps\",\"index\":0}}"
            + "|a:1 twice",
        "[]|no object \"cluster\"",
        "{\"task\":{\"type\":\"worker\",\"index\":0}}|no object \"cluster\"",
        "{\"cluster\":[\"a:1\"]}|no object \"cluster\"",
        "{\"cluster\":{\"master\":\"a:1\"}}|\"a:1\" for the job \"master\"; expected a list",
        "{\"cluster\":{\"master\":[\"a:1\"]}}|does not say which task",
        "{\"cluster\":{\"master\":[\"a:1\"]},\"task\":{\"type\":\"master\"}}|does not say which task",
        "{\"cluster\":{\"master\":[\"a:1\"]},\"task\":{\"index\":0}}|does not say which task",
        "{\"cluster\":{\"master\":[\"a:1\"]},\"task\":{\"type\":\"master\",\"index\":-1}}"
            + "|does not say which task",
        "{\"cluster\":{\"master\":[\"a:1\"],\"chief\":[\"a:2\"]},"
            + "\"task\":{\"type\":\"master\",\"index\":0}}|a master and a chief",
        "{\"cluster\":{\"master\":[1]},\"task\":{\"type\":\"master\",\"index\":0}}|address '1'",
        "{\"cluster\":{\"master\":[\"a:0\"]},\"task\":{\"type\":\"master\",\"index\":0}}|'a:0'",
        "{\"cluster\":{\"master\":[\"a:65536\"]},\"task\":{\"type\":\"master\",\"index\":0}}"
            + "|from 1 to 65535",
      })
  void refusesWhatCannotBeACluster(String json, String reason) {
    assertThatThrownBy(() -> ClusterConfig.parse(json))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(reason);
  }
}
