package io.manabi.serving.openinference;

import io.manabi.prediction.Lease;
import io.manabi.prediction.ModelReference;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.util.List;
import java.util.Set;

/** How the protocol names models, and the signature that it calls of them. */
final class Models {
  /** Names a signature other than the default one, in the parameters of a request. */
  static final String SIGNATURE_NAME = "signature_name";

  static final String PLATFORM = "tensorflow_savedmodel";
  static final String SERVER = "manabi";

  /** Of Triton's extensions those that are here. */
  static final List<String> EXTENSIONS = List.of("binary_tensor_data");

  private final ServedModels models;

  Models(ServedModels models) {
    this.models = models;
  }

  Lease lease(String model, String version) {
    return models.lease(reference(model, version));
  }

  private static ModelReference reference(String model, String version) {
    if (version.isEmpty()) {
      return ModelReference.latest(model);
    }
    return new ModelReference(
        model,
        version.matches("\\d{1,18}")
            ? new ModelReference.Numbered(Long.parseLong(version))
            : new ModelReference.Label(version));
  }

  boolean isReady(String model, String version) {
    try (Lease lease = lease(model, version)) {
      return lease.number() >= 0;
    } catch (PredictionFailure e) {
      return false;
    }
  }

  /** Whether there are models, and each has a version that answers. */
  boolean areReady() {
    Set<String> names = models.names();
    return !names.isEmpty() && names.stream().allMatch(name -> !versions(name).isEmpty());
  }

  List<String> versions(String model) {
    return models.statuses(model).stream()
        .filter(status -> status.state() == VersionState.AVAILABLE)
        .map(VersionStatus::number)
        .map(String::valueOf)
        .toList();
  }

  /** The default signature, or the first by name if there is none. */
  static Signature signature(Lease lease, String name) {
    boolean isNamed =
        !name.isEmpty()
            || lease.metaGraph().getSignatureDefMap().containsKey(Signature.DEFAULT_NAME);
    return lease.signature(
        isNamed
            ? name
            : lease.metaGraph().getSignatureDefMap().keySet().stream()
                .filter(each -> !each.startsWith("__"))
                .sorted()
                .findFirst()
                .orElse(""));
  }
}
