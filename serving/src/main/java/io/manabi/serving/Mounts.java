package io.manabi.serving;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.ListenableHealthChecker;
import io.grpc.BindableService;
import io.manabi.serving.apis.ModelServiceGrpc;
import io.manabi.serving.apis.PredictionServiceGrpc;
import io.manabi.serving.cloudml.CloudMlEngineApi;
import io.manabi.serving.http.ApiService;
import io.manabi.serving.http.GrpcRefusals;
import io.manabi.serving.http.HttpApi;
import io.manabi.serving.http.RequestMeters;
import io.manabi.serving.inference.GRPCInferenceServiceGrpc;
import io.manabi.serving.openinference.InferenceApi;
import io.manabi.serving.openinference.InferenceGrpc;
import io.manabi.serving.tensorflow.ModelGrpc;
import io.manabi.serving.tensorflow.PredictionGrpc;
import io.manabi.serving.tensorflow.RestApi;
import io.manabi.web.Compression;
import io.manabi.web.Guard;
import io.manabi.web.Overload;
import io.manabi.web.ServerPart;
import io.manabi.web.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Puts together what a prediction server answers. */
final class Mounts implements ServerPart {
  /** More would only wait: whoever is refused at once can ask another server. */
  private static final int MOST_IN_FLIGHT = 1000;

  /** They decode, run and encode; those of a signature that is stuck are as many as processors. */
  private static final int THREADS = Math.max(32, 4 * Runtime.getRuntime().availableProcessors());

  /** Of the jar; some clients ask for it. */
  private static final String VERSION =
      Optional.ofNullable(Mounts.class.getPackage().getImplementationVersion())
          .orElse("development");

  private final PredictionServerBuilder settings;
  private final RequestMeters meters;

  Mounts(PredictionServerBuilder settings) {
    this.settings = settings;
    this.meters =
        new RequestMeters(
            settings.metrics().registry(),
            settings.traces().map(Traces::tracer),
            settings.requestLog());
  }

  @Override
  public void mountOn(ServerBuilder server, ListenableHealthChecker ready) {
    settings
        .otherPort()
        .ifPresent(port -> settings.listen(server, new InetSocketAddress(settings.host(), port)));
    MeterRegistry registry = settings.metrics().registry();
    VersionMeters versions = new VersionMeters(settings.models(), registry);
    server.blockingTaskExecutor(THREADS).routeDecorator().path("/metrics").build(versions);
    settings
        .monitoringPath()
        .ifPresent(path -> server.service(path, new TensorFlowServingMetrics(registry)));
    mountApis(server);
    server.service(grpc(ready));
    mountFiles(server);
    decorate(server);
  }

  private void mountApis(ServerBuilder server) {
    int depth = settings.limits().jsonDepth();
    server
        .service(
            Route.builder().regex("^/v1/projects/.*$").build(),
            api(new CloudMlEngineApi(settings.models(), meters, depth)))
        .service(
            Route.builder().regex("^(?i)/v1/.*$").build(),
            api(new RestApi(settings.models(), meters, depth)))
        .service(
            Route.builder().regex("^/v2(/.*)?$").build(),
            api(new InferenceApi(settings.models(), VERSION, meters, depth)));
  }

  private HttpService api(HttpApi api) {
    return new ApiService(api).decorate(Compression.ofRequests(settings.limits()));
  }

  private GrpcService grpc(ListenableHealthChecker ready) {
    BindableService inference = new InferenceGrpc(settings.models(), VERSION, meters);
    return GrpcService.builder()
        .addService(new PredictionGrpc(settings.models(), meters))
        .addService(new ModelGrpc(settings.models(), settings.reload()))
        .addService(inference)
        .addService(
            GrpcHealthCheckService.builder()
                .checkers(ready)
                .serviceCheckers(PredictionServiceGrpc.SERVICE_NAME, ready)
                .serviceCheckers(ModelServiceGrpc.SERVICE_NAME, ready)
                .serviceCheckers(GRPCInferenceServiceGrpc.SERVICE_NAME, ready)
                .build())
        .addService(reflection())
        .maxRequestMessageLength((int) settings.limits().unpackedBytes())
        .exceptionHandler((context, status, cause, metadata) -> GrpcRefusals.of(status, cause))
        .build();
  }

  /** Its first version: clients ask for that one, or fall back to it. */
  @SuppressWarnings("deprecation")
  private static BindableService reflection() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  private void mountFiles(ServerBuilder server) {
    settings.files().forEach(files -> files.mountOn(server));
    if (!settings.files().isEmpty()) {
      String page = settings.files().get(0).path();
      server.service("/", (context, request) -> HttpResponse.ofRedirect(page));
    }
  }

  /** The last is the outermost. */
  private void decorate(ServerBuilder server) {
    server.decorator(Compression.ofAnswers());
    server.decorator(
        Overload.newDecorator(
            MOST_IN_FLIGHT, path -> ApiNeeds.isHealth(path) || path.equals("/metrics")));
    if (!settings.authenticators().isEmpty()) {
      server.decorator(
          Guard.newDecorator(settings.authenticators(), new ApiNeeds(settings.models())));
    }
  }
}
