package io.manabi.gateway.servers;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.EventLoopScheduler;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.ReleasableHolder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server on the thread on which the client asks the gateway, so that nothing waits for
 * another thread. Each thread has connections of its own.
 */
final class OwnLoop implements EventLoopScheduler {
  private final EventLoopGroup loops;

  /**
   * Threads.
   *
   * @param loops those of the gateway's server too
   */
  OwnLoop(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public ReleasableHolder<EventLoop> acquire(
      SessionProtocol protocol, EndpointGroup group, @Nullable Endpoint endpoint) {
    RequestContext context = RequestContext.currentOrNull();
    return new Held(
        context instanceof ServiceRequestContext service
            ? service.eventLoop().withoutContext()
            : loops.next());
  }

  /** Nothing is to be released. */
  private record Held(EventLoop get) implements ReleasableHolder<EventLoop> {
    @Override
    public void release() {}
  }
}
