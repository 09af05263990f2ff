package io.manabi.serving.tensorflow;

import io.manabi.prediction.ModelReference;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.ModelSpec;

/** Which model a message means. */
final class ModelReferences {
  private ModelReferences() {}

  static ModelReference of(ModelSpec spec) {
    if (spec.getName().isEmpty()) {
      throw PredictionFailure.invalid("Missing ModelSpec");
    }
    return new ModelReference(
        spec.getName(),
        switch (spec.getVersionChoiceCase()) {
          case VERSION -> new ModelReference.Numbered(spec.getVersion().getValue());
          case VERSION_LABEL -> new ModelReference.Label(spec.getVersionLabel());
          case VERSIONCHOICE_NOT_SET -> new ModelReference.Latest();
        });
  }
}
