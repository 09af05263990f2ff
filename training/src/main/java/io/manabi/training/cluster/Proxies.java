package io.manabi.training.cluster;

import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proxies by which gRPC would look for the tasks of a cluster: it takes them from <a
 * href="https://github.com/grpc/grpc/blob/master/doc/environment_variables.md">variables of the
 * environment</a>, even for addresses of this machine, and waits for ever if they do not answer. A
 * process cannot change its own environment, so the user must.
 */
final class Proxies {
  /** In the order in which gRPC looks for one. */
  private static final List<String> PROXY = List.of("grpc_proxy", "https_proxy", "http_proxy");

  private Proxies() {}

  /**
   * Refuses a cluster that gRPC would not reach directly.
   *
   * @throws ManabiException that says which variable to set
   */
  static void requireNone(ClusterConfig cluster, Map<String, String> environment) {
    @Nullable String proxy =
        PROXY.stream()
            .filter(each -> !environment.getOrDefault(each, "").isEmpty())
            .findFirst()
            .orElse(null);
    String options = environment.getOrDefault("TF_GRPC_DEFAULT_OPTIONS", "");
    if (proxy == null || options.contains("grpc.enable_http_proxy=0")) {
      return;
    }
    String without =
        Stream.of("no_grpc_proxy", "no_proxy")
            .map(environment::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    List<String> direct = Stream.of(without.split(",")).map(String::strip).toList();
    List<String> hosts =
        cluster.tasks().values().stream()
            .flatMap(List::stream)
            .map(ServerPing::host)
            .distinct()
            .toList();
    if (!hosts.stream().allMatch(host -> isDirect(host, direct))) {
      throw ManabiException.user(
          "%s is set, so TensorFlow would look for the tasks in TF_CONFIG by that proxy; set no_grpc_proxy=%s for this task, or unset %s."
              .formatted(proxy, String.join(",", hosts), proxy));
    }
  }

  /** As gRPC sees it: a name stands for all that end with it. */
  private static boolean isDirect(String host, List<String> direct) {
    return direct.stream().anyMatch(name -> !name.isEmpty() && host.endsWith(name));
  }
}
