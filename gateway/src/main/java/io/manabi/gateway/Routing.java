package io.manabi.gateway;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.manabi.gateway.calls.ApiCall;
import io.manabi.gateway.calls.GrpcFrame;
import io.manabi.gateway.calls.ModelMessage;
import io.manabi.gateway.calls.ModelPath;
import io.manabi.gateway.calls.NamedModel;
import io.manabi.gateway.routes.ModelRoute;
import io.manabi.gateway.routes.Routes;
import io.manabi.gateway.routes.Shadow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chooses the versions of the models that requests name, and writes them into the requests. */
final class Routing {
  private static final Pattern PROTOBUF =
      Pattern.compile("application/grpc(-web)?(\\+proto)?(\\s*;.*)?", Pattern.CASE_INSENSITIVE);

  private final MeterRegistry registry;

  /** Measures into these. */
  Routing(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * What a request is about.
   *
   * @param call what it asks for
   * @param headers as they go on
   * @param content its body
   * @param message its message, if it is one of gRPC that names models and somebody looked
   * @param models that it names
   */
  record Asked(
      ApiCall call,
      RequestHeaders headers,
      HttpData content,
      ByteString message,
      List<NamedModel> models) {

    /** A request of which nobody needs to know more. */
    static Asked plain(ApiCall call, RequestHeaders headers, AggregatedHttpRequest request) {
      return new Asked(call, headers, request.content(), ByteString.EMPTY, List.of());
    }

    /**
     * A request, and the models that it names.
     *
     * @param mostBytes how long a message may be
     * @param ofProjects whether models belong to projects
     * @throws IOException if its message cannot be read
     */
    static Asked read(
        ApiCall call,
        RequestHeaders headers,
        AggregatedHttpRequest request,
        long mostBytes,
        boolean ofProjects)
        throws IOException {
      if (call.path().isPresent()) {
        ModelPath path = call.path().get();
        NamedModel named = new NamedModel(path.servedName(ofProjects), path.asked());
        return new Asked(call, headers, request.content(), ByteString.EMPTY, List.of(named));
      }
      if (!call.namesModelsInMessage()) {
        return plain(call, headers, request);
      }
      // Servers take JSON as well, which may say something else to who reads it as protobuf.
      String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
      if (!PROTOBUF.matcher(type).matches()) {
        throw new IOException("it is '" + type + "'; expected application/grpc.");
      }
      ByteString message =
          GrpcFrame.message(
              request.content().array(), headers.get("grpc-encoding", "identity"), mostBytes);
      return new Asked(
          call, headers, request.content(), message, ModelMessage.models(call.messages(), message));
    }

    boolean isPrediction() {
      return call.work() == ApiCall.Work.PREDICTION;
    }

    HttpRequest request() {
      return HttpRequest.of(headers, content);
    }

    AggregatedHttpRequest whole() {
      return AggregatedHttpRequest.of(headers, content);
    }

    /** The same for other versions. */
    Asked withVersions(Function<NamedModel, OptionalLong> versions) throws IOException {
      if (call.path().isPresent()) {
        OptionalLong version = versions.apply(models.get(0));
        if (version.isEmpty()) {
          return this;
        }
        int query = headers.path().indexOf('?');
        String path =
            call.path().get().withVersion(version.getAsLong())
                + (query < 0 ? "" : headers.path().substring(query));
        return new Asked(call, headers.toBuilder().path(path).build(), content, message, models);
      }
      ByteString changed = ModelMessage.withVersions(call.messages(), message, versions);
      if (changed.equals(message)) {
        return this;
      }
      HttpData body = HttpData.wrap(GrpcFrame.body(changed));
      RequestHeadersBuilder builder = headers.toBuilder();
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        builder.contentLength(body.length());
      }
      return new Asked(call, builder.build(), body, changed, models);
    }
  }

  /**
   * A request with its version, and what is to be asked beside it.
   *
   * @param shadow the same request for the other version
   * @param compared how it is compared
   */
  record Routed(Asked asked, @Nullable Asked shadow, @Nullable Shadow compared) {}

  /**
   * Chooses versions.
   *
   * @throws IOException if the message of a request cannot be written again
   */
  Routed route(Routes.Table table, Asked asked) throws IOException {
    // The same for all that a request asks of one model.
    Map<NamedModel, OptionalLong> chosen = new HashMap<>();
    for (NamedModel named : asked.models()) {
      ModelRoute route = table.models().get(named.model());
      if (route != null) {
        OptionalLong version = chosen.computeIfAbsent(named, each -> version(route, each, asked));
        version.ifPresent(number -> count(named.model(), number));
      }
    }
    Asked routed =
        chosen.isEmpty()
            ? asked
            : asked.withVersions(named -> chosen.getOrDefault(named, OptionalLong.empty()));
    if (!asked.isPrediction() || asked.models().size() != 1) {
      return new Routed(routed, null, null);
    }
    NamedModel named = asked.models().get(0);
    Optional<Shadow> shadow =
        Optional.ofNullable(table.models().get(named.model()))
            .flatMap(
                route ->
                    route.shadow(
                        named.asked(),
                        chosen.getOrDefault(named, OptionalLong.empty()),
                        ThreadLocalRandom.current()));
    if (shadow.isEmpty()) {
      return new Routed(routed, null, null);
    }
    return new Routed(
        unpacked(routed),
        unpacked(asked.withVersions(any -> OptionalLong.of(shadow.get().version()))),
        shadow.get());
  }

  private static OptionalLong version(ModelRoute route, NamedModel named, Asked asked) {
    String sticky =
        route.stickyHeader().isEmpty() ? null : asked.headers().get(route.stickyHeader());
    return route.version(named.asked(), asked.call().work(), sticky, ThreadLocalRandom.current());
  }

  /** Answers that are packed cannot be compared. */
  private static Asked unpacked(Asked asked) {
    RequestHeaders headers =
        asked.headers().toBuilder()
            .removeAndThen(HttpHeaderNames.ACCEPT_ENCODING)
            .removeAndThen("grpc-accept-encoding")
            .build();
    return new Asked(asked.call(), headers, asked.content(), asked.message(), asked.models());
  }

  private void count(String model, long version) {
    Counter.builder("manabi.gateway.routed")
        .description("Requests for which the gateway chose the version")
        .tag("model", model)
        .tag("version", Long.toString(version))
        .register(registry)
        .increment();
  }
}
