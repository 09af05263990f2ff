package io.manabi.training.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
  private static final String PROXY = "http://127.0.0.1:9";

  private static final ClusterConfig CLUSTER =
      new ClusterConfig(
          Map.of("master", List.of("127.0.0.1:1"), "ps", List.of("127.0.0.1:2", "a.b.c:3")),
          new ClusterConfig.Task("master", 0));

  @ParameterizedTest
  @CsvSource({"http_proxy", "https_proxy", "grpc_proxy"})
  void refusesAProxyAndSaysWhatToSet(String variable) {
    assertThatThrownBy(() -> Proxies.requireNone(CLUSTER, Map.of(variable, PROXY)))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith(variable + " is set, so TensorFlow would look for")
        .hasMessageEndingWith("or unset " + variable + ".")
        .message()
        .containsAnyOf("no_grpc_proxy=127.0.0.1,a.b.c ", "no_grpc_proxy=a.b.c,127.0.0.1 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no_proxy | localhost,127.0.0.1, .b.c",
        "no_grpc_proxy | a.b.c,127.0.0.1",
        "TF_GRPC_DEFAULT_OPTIONS | grpc.enable_http_proxy=0",
        "http_proxy | ''",
      })
  void takesAProxyThatTasksAreNotAskedFrom(String variable, String value) {
    Map<String, String> proxy =
        variable.equals("http_proxy") ? Map.of() : Map.of("http_proxy", PROXY);
    Map<String, String> environment = new java.util.HashMap<>(proxy);
    environment.put(variable, value);
    assertThatCode(() -> Proxies.requireNone(CLUSTER, environment)).doesNotThrowAnyException();
  }

  @Test
  void refusesOneThatIsLeftOutForSomeTasksOnly() {
    Map<String, String> environment =
        Map.of("http_proxy", PROXY, "no_grpc_proxy", "127.0.0.1", "no_proxy", "a.b.c,127.0.0.1");
    assertThatThrownBy(() -> Proxies.requireNone(CLUSTER, environment))
        .hasMessageContaining("set no_grpc_proxy=");
  }
}
