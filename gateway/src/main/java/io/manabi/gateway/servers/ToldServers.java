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
  private volatile String authorization = "";
  private @Nullable Group group;

  /** None are told yet. */
  public ToldServers() {}

  /**
   * These and no others from now on, which are sent an authorization of their own instead of that
   * of who asks the gateway.
   *
   * @param addresses each {@code host:port}
   * @param authorization the value of the header, as {@code Bearer KEY}; empty for that of who asks
   * @throws io.manabi.core.ManabiException if an address has another form
   */
  public synchronized void become(List<String> addresses, String authorization) {
    Set<Endpoint> told = Servers.endpoints(addresses, "the list of servers");
    // First, for new servers want the new one; those before are gone.
    this.authorization = authorization;
    become(told);
  }

  synchronized void become(Set<Endpoint> told) {
    endpoints = told;
    if (group != null) {
      group.become(told);
    }
  }

  /** What all of them are sent as authorization now; empty for that of who asks. */
  String authorization() {
    return authorization;
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
