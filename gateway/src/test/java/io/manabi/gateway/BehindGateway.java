package io.manabi.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import io.grpc.stub.AbstractStub;
import io.manabi.gateway.servers.Servers;
import io.manabi.gateway.servers.UpstreamOptions;
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

  Gateway gateway;

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

  Gateway gateway(UnaryOperator<GatewayBuilder> settings) {
    return started(settings, one, two);
  }

  static Gateway started(UnaryOperator<GatewayBuilder> settings, Backend... backends) {
    return started(Servers.ofList(Stream.of(backends).map(Backend::address).toList()), settings);
  }

  static Gateway started(Servers servers, UnaryOperator<GatewayBuilder> settings) {
    Gateway gateway =
        settings
            .apply(
                Gateway.builder(servers)
                    .upstream(
                        UpstreamOptions.DEFAULTS
                            .withHealthInterval(Duration.ofMillis(100))
                            .withLeaveOut(Duration.ofSeconds(1))))
            .build();
    OPENED.add(gateway);
    gateway.start();
    try {
      assertThat(gateway.awaitServer(LIMIT)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
