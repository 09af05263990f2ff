package io.manabi.gateway.servers;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.DynamicEndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that somebody tells, and may tell anew at any time. Safe for use by several threads.
 */
public final class ToldServers {
  private Set<Endpoint> endpoints = Set.of();
  private @Nullable Group group;

  /** None are told yet. */
  public ToldServers() {}

  /**
   * These and no others from now on.
   *
   * @param addresses each {@code host:port}
   * @throws io.manabi.core.ManabiException if one has another form
   */
  public void become(List<String> addresses) {
    become(Servers.endpoints(addresses, "the list of servers"));
  }

  synchronized void become(Set<Endpoint> told) {
    endpoints = told;
    if (group != null) {
      group.become(told);
    }
  }

  synchronized DynamicEndpointGroup open(EndpointSelectionStrategy strategy) {
    Group opened = new Group(strategy);
    opened.become(endpoints);
    group = opened;
    return opened;
  }

  private static final class Group extends DynamicEndpointGroup {
    Group(EndpointSelectionStrategy strategy) {
      super(strategy, true);
    }

    void become(Set<Endpoint> endpoints) {
      setEndpoints(endpoints);
    }
  }
}
