package io.manabi.serving.tensorflow;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.manabi.prediction.Lease;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionStatus;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.serving.apis.GetModelMetadataResponse;
import io.manabi.serving.apis.GetModelStatusResponse;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.serving.apis.ModelVersionStatus;
import io.manabi.serving.apis.SignatureDefMap;
import io.manabi.serving.apis.StatusProto;
import java.util.List;
import java.util.OptionalLong;
import org.tensorflow.proto.error.Code;

/** What TensorFlow Serving says about models. */
final class ModelMessages {
  static final String SIGNATURE_DEF = "signature_def";

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().includingDefaultValueFields();

  private ModelMessages() {}

  /**
   * The versions of a model.
   *
   * @param number of the only one that is wanted, if so
   * @throws PredictionFailure if there is none
   */
  static GetModelStatusResponse status(ServedModels models, String model, OptionalLong number) {
    List<VersionStatus> statuses =
        models.statuses(model).stream()
            .filter(status -> number.isEmpty() || status.number() == number.getAsLong())
            .toList();
    if (statuses.isEmpty()) {
      throw new PredictionFailure(
          Code.NOT_FOUND,
          number.isEmpty()
              ? "Could not find any versions of model " + model
              : "Could not find version " + number.getAsLong() + " of model " + model);
    }
    GetModelStatusResponse.Builder response = GetModelStatusResponse.newBuilder();
    statuses.forEach(status -> response.addModelVersionStatus(message(status)));
    return response.build();
  }

  private static ModelVersionStatus message(VersionStatus status) {
    return ModelVersionStatus.newBuilder()
        .setVersion(status.number())
        .setState(ModelVersionStatus.State.valueOf(status.state().name()))
        .setStatus(
            StatusProto.newBuilder()
                .setErrorCode(status.error().map(VersionStatus.Failure::code).orElse(Code.OK))
                .setErrorMessage(status.error().map(VersionStatus.Failure::message).orElse("")))
        .build();
  }

  static ModelSpec spec(String model, Lease lease, String signature) {
    return spec(model, lease.number(), signature);
  }

  static ModelSpec spec(String model, long version, String signature) {
    return ModelSpec.newBuilder()
        .setName(model)
        .setVersion(Int64Value.of(version))
        .setSignatureName(signature)
        .build();
  }

  static SignatureDefMap signatures(Lease lease) {
    return SignatureDefMap.newBuilder()
        .putAllSignatureDef(lease.metaGraph().getSignatureDefMap())
        .build();
  }

  static GetModelMetadataResponse metadata(String model, Lease lease) {
    return GetModelMetadataResponse.newBuilder()
        .setModelSpec(spec(model, lease, ""))
        .putMetadata(SIGNATURE_DEF, Any.pack(signatures(lease)))
        .build();
  }

  /** The metadata as TensorFlow Serving's REST API has it, which is not quite the message. */
  static String metadataJson(String model, Lease lease) {
    return "{\n\"model_spec\": "
        + json(spec(model, lease, ""))
        + ",\n\"metadata\": {\""
        + SIGNATURE_DEF
        + "\": "
        + json(signatures(lease))
        + "}\n}\n";
  }

  static String json(MessageOrBuilder message) {
    try {
      return JSON.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
