package io.manabi.cli.serve;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The spelling of {@code tensorflow_model_server}, so that its command lines work: underscores in
 * the names of flags, and flags that mean nothing here.
 */
public final class TensorFlowServingFlags {
  private static final Set<String> MEANINGLESS =
      Set.of(
          "enable-grpc-healthcheck-service",
          "enable-profiler",
          "enable-signature-method-name-check",
          "enforce-session-run-timeout",
          "flush-filesystem-caches",
          "grpc-channel-arguments",
          "grpc-max-threads",
          "mixed-precision",
          "num-load-threads",
          "num-request-iterations-for-warmup",
          "num-unload-threads",
          "platform-config-file",
          "prefer-tflite-model",
          "remove-unused-fields-from-bundle-metagraph",
          "rest-api-num-threads",
          "saved-model-tags",
          "skip-initialize-tpu",
          "tensorflow-inter-op-parallelism",
          "tensorflow-per-process-gpu-memory-fraction",
          "tensorflow-session-config-file",
          "tensorflow-use-gpu",
          "thread-pool-factory-config-file",
          "use-alts-credentials",
          "use-tflite-model",
          "xla-cpu-compilation-enabled",
          "xla-gpu-compilation-enabled");

  private TensorFlowServingFlags() {}

  /** The same arguments with hyphens in the names of flags. */
  public static String[] withHyphens(String... args) {
    return Arrays.stream(args).map(TensorFlowServingFlags::withHyphens).toArray(String[]::new);
  }

  private static String withHyphens(String arg) {
    if (!arg.startsWith("--")) {
      return arg;
    }
    int value = arg.indexOf('=');
    String name = value < 0 ? arg : arg.substring(0, value);
    return name.replace('_', '-') + arg.substring(name.length());
  }

  /** What is said of a flag that means nothing here; empty if it is no such flag. */
  static Optional<String> remark(String arg) {
    String name = arg.replaceFirst("^--", "").replaceFirst("=.*", "");
    return arg.startsWith("--") && MEANINGLESS.contains(name)
        ? Optional.of("The flag --" + name + " of tensorflow_model_server means nothing here.")
        : Optional.empty();
  }
}
