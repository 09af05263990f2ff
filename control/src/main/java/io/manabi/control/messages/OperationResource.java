package io.manabi.control.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes time, or has been done: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.operations#Operation">Operation</a>.
 *
 * @param name its full name
 * @param metadata what it is about
 * @param done whether it has ended
 * @param error why it did not go well
 * @param response what has come of it, if it went well
 */
public record OperationResource(
    String name,
    Metadata metadata,
    boolean done,
    @Nullable Status error,
    @Nullable Response response) {

  private static final String ML = "type.googleapis.com/google.cloud.ml.v1.";

  /**
   * What an operation is about: <a
   * href="https://cloud.google.com/ml-engine/reference/rest/v1/OperationMetadata">OperationMetadata</a>.
   *
   * @param createTime when it was asked for, as in RFC 3339
   * @param startTime when it was begun
   * @param endTime when it ended
   * @param isCancellationRequested whether somebody has asked for its end
   * @param operationType what it does
   * @param modelName the full name of the model
   * @param version the full name of the version, if it is about one
   */
  @JsonPropertyOrder({"@type"})
  public record Metadata(
      String createTime,
      @Nullable String startTime,
      @Nullable String endTime,
      boolean isCancellationRequested,
      String operationType,
      String modelName,
      @Nullable VersionResource version) {
    /** Which message it is. */
    @JsonProperty("@type")
    public String type() {
      return ML + "OperationMetadata";
    }
  }

  /**
   * Why an operation did not go well: {@code google.rpc.Status}.
   *
   * @param code the number of the kind in gRPC
   * @param message a sentence
   * @param details more for programs
   */
  public record Status(int code, String message, List<Map<String, Object>> details) {}

  /** What has come of an operation. */
  public sealed interface Response {
    /** Nothing, as of one that deletes. */
    record Empty(@JsonProperty("@type") String type) implements Response {}

    /** The model as it is now. */
    record OfModel(@JsonProperty("@type") String type, @JsonUnwrapped ModelResource model)
        implements Response {}

    /** The version as it is now. */
    record OfVersion(@JsonProperty("@type") String type, @JsonUnwrapped VersionResource version)
        implements Response {}

    /** Nothing, as of one that deletes. */
    static Response nothing() {
      return new Empty("type.googleapis.com/google.protobuf.Empty");
    }

    /** A model. */
    static Response of(ModelResource model) {
      return new OfModel(ML + "Model", model);
    }

    /** A version. */
    static Response of(VersionResource version) {
      return new OfVersion(ML + "Version", version);
    }
  }
}
