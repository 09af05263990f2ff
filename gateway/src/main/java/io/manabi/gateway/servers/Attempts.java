package io.manabi.gateway.servers;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.client.SimpleDecoratingHttpClient;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.endpoint.EmptyEndpointGroupException;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.function.Supplier;

/**
 * Counts what each server is asked at the moment and how long it takes, and cancels what is asked
 * of it if the client of the gateway gives up. Servers with an authorization of their own are sent
 * that.
 */
final class Attempts extends SimpleDecoratingHttpClient {
  private final Fleet fleet;
  private final SlowServers slow;
  private final AttemptMeters meters;
  private final Supplier<String> authorization;

  Attempts(
      HttpClient client,
      Fleet fleet,
      SlowServers slow,
      AttemptMeters meters,
      Supplier<String> authorization) {
    super(client);
    this.fleet = fleet;
    this.slow = slow;
    this.meters = meters;
    this.authorization = authorization;
  }

  @Override
  public HttpResponse execute(ClientRequestContext context, HttpRequest request) throws Exception {
    Endpoint endpoint = context.endpoint();
    if (endpoint == null) {
      return noServer(context);
    }
    KnownServer server = fleet.of(endpoint);
    Tried tried = Tried.by(context);
    tried.add(endpoint);
    server.begin();
    Object unused = context.log().whenComplete().thenAccept(log -> end(context, server, log));
    ServiceRequestContext client = context.root();
    if (client != null) {
      // Not with the same cause: one that the connection of the client has would be taken for one
      // of the connection to the server, over which nothing more would be said.
      Object ignored = client.whenRequestCancelling().thenAccept(cause -> cancel(tried, context));
    }
    String own = authorization.get();
    if (!own.isEmpty()) {
      context.setAdditionalRequestHeader(HttpHeaderNames.AUTHORIZATION, own);
    }
    return unwrap().execute(context, request);
  }

  private static void cancel(Tried tried, ClientRequestContext context) {
    tried.giveUp();
    context.cancel();
  }

  /** No server became healthy while the request waited for one. */
  private static HttpResponse noServer(ClientRequestContext context) {
    EndpointGroup group = requireNonNull(context.endpointGroup(), "endpointGroup");
    Throwable cause = UnprocessedRequestException.of(EmptyEndpointGroupException.get(group));
    context.logBuilder().endRequest(cause);
    context.logBuilder().endResponse(cause);
    return HttpResponse.ofFailure(cause);
  }

  private void end(ClientRequestContext context, KnownServer server, RequestLog log) {
    server.end();
    boolean answered = log.responseCause() == null;
    meters.record(server, log, answered);
    if (answered && !context.exchangeType().isResponseStreaming()) {
      server.answered(log.totalDurationNanos());
    }
    EndpointGroup group = context.endpointGroup();
    if (group != null && slow.isDue()) {
      slow.look(fleet.all(group.endpoints()));
    }
  }
}
