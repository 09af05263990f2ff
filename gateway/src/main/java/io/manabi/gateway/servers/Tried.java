package io.manabi.gateway.servers;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.common.RequestContext;
import io.netty.util.AttributeKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that a request was sent to, and whether its client still waits. */
final class Tried {
  private static final AttributeKey<Tried> KEY = AttributeKey.valueOf(Tried.class, "KEY");
  private static final Tried NONE = new Tried();

  private final Set<Endpoint> endpoints = ConcurrentHashMap.newKeySet(2);
  private volatile boolean givenUp;

  /** Those that a request was sent to, or one on behalf of which it was made. */
  static Tried by(RequestContext context) {
    Tried tried = context.attr(KEY);
    return tried == null ? NONE : tried;
  }

  /** Notes from now on where a request is sent to. */
  static void note(RequestContext context) {
    context.setAttr(KEY, new Tried());
  }

  void add(Endpoint endpoint) {
    if (this != NONE) {
      endpoints.add(endpoint);
    }
  }

  boolean contains(Endpoint endpoint) {
    return endpoints.contains(endpoint);
  }

  /** Says that nobody waits for an answer any more. */
  void giveUp() {
    if (this != NONE) {
      givenUp = true;
    }
  }

  boolean isGivenUp() {
    return givenUp;
  }
}
