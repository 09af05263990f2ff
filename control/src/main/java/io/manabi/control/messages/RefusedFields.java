package io.manabi.control.messages;

import java.util.Map;
import java.util.Set;

/**
 * Fields of Cloud ML Engine's messages that have no meaning here: who sends one is told so, and
 * none is answered.
 */
public final class RefusedFields {
  private static final Map<Class<?>, Set<String>> FIELDS =
      Map.of(
          Job.class,
          Set.of("jobPosition", "predictionInput", "predictionOutput"),
          TrainingInput.class,
          Set.of(
              "enableWebAccess",
              "encryptionConfig",
              "evaluatorConfig",
              "evaluatorCount",
              "evaluatorType",
              "hyperparameters",
              "network",
              "parameterServerConfig",
              "serviceAccount",
              "workerConfig"),
          TrainingOutput.class,
          Set.of(
              "builtInAlgorithmOutput",
              "completedTrialCount",
              "hyperparameterMetricTag",
              "isBuiltInAlgorithmJob",
              "isHyperparameterTuningJob",
              "trials",
              "webAccessUris"),
          ReplicaConfig.class,
          Set.of("acceleratorConfig", "diskConfig", "imageUri", "tpuTfVersion"),
          VersionResource.class,
          Set.of(
              "acceleratorConfig",
              "container",
              "explanationConfig",
              "lastMigrationModelId",
              "lastMigrationTime",
              "lastUseTime",
              "packageUris",
              "predictionClass",
              "requestLoggingConfig",
              "routes",
              "serviceAccount"),
          AutoScaling.class,
          Set.of("metrics"),
          OperationResource.Metadata.class,
          Set.of("labels", "projectNumber"),
          OperationList.class,
          Set.of("unreachable"),
          Location.Capability.class,
          Set.of("availableAccelerators"),
          Config.class,
          Set.of("config", "serviceAccountProject"));

  private RefusedFields() {}

  /** Those of a message. */
  public static Set<String> of(Class<?> message) {
    return FIELDS.getOrDefault(message, Set.of());
  }
}
