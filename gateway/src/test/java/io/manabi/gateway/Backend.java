package io.manabi.gateway;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small server behind a gateway, which answers with its name and what it was sent. */
final class Backend implements AutoCloseable {

  /** What a backend does with a request. */
  interface Behaviour {
    HttpResponse answer(ServiceRequestContext context, HttpRequest request);
  }

  final SettableHealthChecker healthy = new SettableHealthChecker(true);
  final List<RequestHeaders> asked = new CopyOnWriteArrayList<>();
  final Behaviour usual;
  volatile Behaviour behaviour;
  private final Server server;

  Backend(String name) {
    this(name, 0);
  }

  Backend(String name, int port) {
    usual =
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApply(
                        whole ->
                            HttpResponse.of(
                                ResponseHeaders.builder(HttpStatus.OK)
                                    .contentType(MediaType.OCTET_STREAM)
                                    .set("x-name", name)
                                    .build(),
                                HttpData.wrap(whole.content().array()))));
    behaviour = usual;
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .maxRequestLength(0)
            .requestTimeoutMillis(0)
            .service("/healthz", HealthCheckService.of(healthy))
            .service(
                GrpcService.builder()
                    .addService(GrpcHealthCheckService.builder().checkers(healthy).build())
                    .addService(ProtoReflectionServiceV1.newInstance())
                    .build())
            .service(
                "prefix:/",
                (context, request) -> {
                  asked.add(request.headers());
                  return behaviour.answer(context, request);
                })
            .build();
    server.start().join();
  }

  /** As it was in the beginning. */
  void reset() {
    healthy.setHealthy(true);
    behaviour = usual;
    asked.clear();
  }

  int port() {
    return server.activeLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.close();
  }
}
