package io.manabi.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import io.manabi.gateway.calls.ApiCall;
import io.manabi.gateway.calls.ModelPath;
import io.manabi.web.Action;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import java.util.Optional;
import java.util.regex.Pattern;

/** What requests need: which action, with which model. */
final class CallNeeds implements Guard.Needs {
  private static final Pattern OPEN =
      Pattern.compile("/healthz|/v2/health/(live|ready)|/grpc\\.health\\.v1\\.Health/.*");
  private static final Pattern RPC =
      Pattern.compile("/tensorflow\\.serving\\.\\w+/\\w+|/inference\\.GRPCInferenceService/\\w+");

  private final boolean ofProjects;

  /**
   * Of requests to a gateway.
   *
   * @param ofProjects whether models belong to projects
   */
  CallNeeds(boolean ofProjects) {
    this.ofProjects = ofProjects;
  }

  /** Whether it would have a server serve other models. */
  static boolean isReload(String path) {
    return path.endsWith("/HandleReloadConfigRequest");
  }

  /** Whether it is a health check, which is open to all. */
  static boolean isHealth(String path) {
    return OPEN.matcher(path).matches();
  }

  @Override
  public Optional<Need> of(String method, String path) {
    if (isHealth(path)) {
      return Optional.empty();
    }
    ApiCall call = ApiCall.of(method, path);
    if (call.path().isPresent()) {
      ModelPath model = call.path().get();
      return Optional.of(
          Need.withModel(
              model.isPrediction() ? Action.PREDICT : Action.READ, model.servedName(ofProjects)));
    }
    if (call.namesModelsInMessage()) {
      return Optional.of(Need.withSomeModel(action(call)));
    }
    if (isReload(path)) {
      return Optional.of(Need.withServer(Action.ADMIN));
    }
    return Optional.of(
        RPC.matcher(path).matches()
            ? Need.withSomeModel(Action.READ)
            : Need.withServer(Action.READ));
  }

  /** Whether a request is one of gRPC. */
  static boolean isGrpc(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/grpc");
  }

  /** What a key must permit for it. */
  static Action action(ApiCall call) {
    return call.work() == ApiCall.Work.PREDICTION ? Action.PREDICT : Action.READ;
  }
}
