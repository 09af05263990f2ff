package io.manabi.gateway.servers;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.AbstractEndpointSelector;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.client.endpoint.EndpointSelector;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the server with the fewest requests in flight. One that this request was tried on, or
 * that is left out for a while, is only chosen if there is no other.
 */
final class LeastLoad implements EndpointSelectionStrategy {
  private static final long LEFT_OUT = 1L << 40;
  private static final long TRIED = 1L << 41;

  private final Fleet fleet;

  LeastLoad(Fleet fleet) {
    this.fleet = fleet;
  }

  @Override
  public EndpointSelector newSelector(EndpointGroup group) {
    return new AbstractEndpointSelector(group) {
      @Override
      protected @Nullable Endpoint doSelectNow(ClientRequestContext context) {
        return choose(group.endpoints(), Tried.by(context));
      }
    };
  }

  /** The best of these for a request that has been tried on some; null if there is none. */
  @Nullable Endpoint choose(List<Endpoint> endpoints, Tried tried) {
    int count = endpoints.size();
    if (count <= 1) {
      return count == 0 ? null : endpoints.get(0);
    }
    // Not always the first of those that are as good.
    int start = ThreadLocalRandom.current().nextInt(count);
    Endpoint best = null;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      Endpoint each = endpoints.get((start + i) % count);
      KnownServer server = fleet.of(each);
      long cost =
          server.inFlight()
              + (server.isLeftOut() ? LEFT_OUT : 0)
              + (tried.contains(each) ? TRIED : 0);
      if (cost < least) {
        least = cost;
        best = each;
      }
    }
    return best;
  }
}
