package io.manabi.gateway;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import io.grpc.stub.AbstractStub;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.UpstreamOptions;
import io.manabi.web.WebServer;
import io.manabi.web.WebServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two small servers, and a gateway before them. */
abstract class BehindGateway {
  static final Duration LIMIT = Duration.ofSeconds(20);
  static final String PREDICT = "/v1/models/half:predict";

  static Backend one;
  static Backend two;

  /** They take long to close, so that they do so together. */
  static final List<AutoCloseable> OPENED = new CopyOnWriteArrayList<>();

  RunningGateway gateway;

  @BeforeAll
  static void startBackends() {
    one = new Backend("one");
    two = new Backend("two");
    OPENED.addAll(List.of(one, two));
  }

  @BeforeEach
  void start() {
    one.reset();
    two.reset();
    gateway = gateway(builder -> builder);
  }

  RunningGateway gateway(UnaryOperator<WebServerSettings> settings) {
    List<String> addresses = Stream.of(one, two).map(Backend::address).toList();
    return started(Servers.ofList(addresses), settings);
  }

  static RunningGateway started(Servers servers, UnaryOperator<WebServerSettings> settings) {
    UpstreamOptions options =
        UpstreamOptions.DEFAULTS
            .withHealthInterval(Duration.ofMillis(100))
            .withLeaveOut(Duration.ofSeconds(1));
    RunningGateway gateway =
        new RunningGateway(
            Gateway.builder(servers).upstream(options), settings.apply(WebServer.settings()));
    OPENED.add(gateway);
    return gateway;
  }

  @AfterAll
  static void closeAll() {
    OPENED.parallelStream()
        .forEach(
            each -> {
              try {
                each.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    OPENED.clear();
  }

  WebClient client(String protocol) {
    return WebClient.builder(protocol + "://127.0.0.1:" + gateway.port())
        .maxResponseLength(0)
        .build();
  }

  AggregatedHttpResponse post(String path, String body) {
    return client("http").post(path, body).aggregate().join();
  }

  <T extends AbstractStub<T>> T stub(Class<T> type) {
    return GrpcClients.newClient("gproto+http://127.0.0.1:" + gateway.port() + "/", type);
  }
}
