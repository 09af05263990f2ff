package io.manabi.web;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.healthcheck.HealthChecker;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import java.util.List;

/** What answers some of the paths of a server, such as an API or a gateway. */
@FunctionalInterface
public interface ServerPart {
  /**
   * Puts its services on a server, each with what decorates it.
   *
   * @param ready tells whether requests should come
   */
  void mountOn(ServerBuilder server, ListenableHealthChecker ready);

  /** What must be healthy, beside the server itself, so that requests should come. */
  default List<HealthChecker> health() {
    return List.of();
  }
}
