package io.manabi.serving;

import io.manabi.prediction.ServedModels;
import io.manabi.serving.cloudml.CloudMlEngineApi;
import io.manabi.serving.http.PathPart;
import io.manabi.web.Action;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What requests to the APIs need: which action, with which model. */
final class ApiNeeds implements Guard.Needs {
  private static final Pattern OPEN =
      Pattern.compile("/healthz|/v2/health/(live|ready)|/grpc\\.health\\.v1\\.Health/.*");
  private static final Pattern MODEL =
      Pattern.compile(
          "/v1/(?:projects/(?<project>[^/:]+)/)?models/(?<v1>[^/:]+)[^:]*(?<verb>:.*)?"
              + "|/v2/models/(?<v2>[^/]+)(?:.*(?<infer>/infer))?.*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern RPC =
      Pattern.compile(
          "/tensorflow\\.serving\\.\\w+/(\\w+)|/inference\\.GRPCInferenceService/(\\w+)");

  private final ServedModels models;

  /** Of requests to these models. */
  ApiNeeds(ServedModels models) {
    this.models = models;
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
    Matcher model = MODEL.matcher(path);
    if (model.matches()) {
      boolean calls = model.group("verb") != null || model.group("infer") != null;
      return Optional.of(
          Need.withModel(calls ? Action.PREDICT : Action.READ, decoded(servedName(model))));
    }
    Matcher rpc = RPC.matcher(path);
    if (rpc.matches()) {
      return Optional.of(
          switch (String.valueOf(rpc.group(1) != null ? rpc.group(1) : rpc.group(2))) {
            case "Predict", "Classify", "Regress", "MultiInference", "ModelInfer" ->
                Need.withSomeModel(Action.PREDICT);
            case "HandleReloadConfigRequest" -> Need.withServer(Action.ADMIN);
            default -> Need.withSomeModel(Action.READ);
          });
    }
    return Optional.of(Need.withServer(Action.READ));
  }

  private String servedName(Matcher model) {
    if (model.group("v1") == null) {
      return model.group("v2");
    }
    return model.group("project") == null
        ? model.group("v1")
        : CloudMlEngineApi.servedName(models, model.group("project"), model.group("v1"));
  }

  private static String decoded(String name) {
    try {
      return PathPart.decode(name);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
