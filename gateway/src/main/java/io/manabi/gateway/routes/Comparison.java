package io.manabi.gateway.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import io.manabi.gateway.calls.GrpcFrame;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Compares the answers of two versions of a model. Which version answered makes no difference, and
 * neither does a small difference of numbers, nor the order of what has names.
 */
public final class Comparison {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tolerance tolerance;

  /**
   * Compares.
   *
   * @param tolerance by how much numbers may differ, as a part of the larger one or of 1
   */
  public Comparison(double tolerance) {
    this.tolerance = new Tolerance(tolerance);
  }

  /**
   * Whether two answers say the same.
   *
   * @param form an empty message of their kind, if they are of gRPC
   */
  public boolean isSame(AggregatedHttpResponse real, AggregatedHttpResponse shadow, Message form) {
    if (!real.status().equals(shadow.status())
        || !Objects.equals(grpcStatus(real), grpcStatus(shadow))) {
      return false;
    }
    if (String.valueOf(real.contentType()).startsWith("application/grpc")) {
      return real.content().equals(shadow.content()) || isSameMessage(real, shadow, form);
    }
    try {
      return isSame(JSON.readTree(real.content().array()), JSON.readTree(shadow.content().array()));
    } catch (IOException e) {
      return real.content().equals(shadow.content());
    }
  }

  private static String grpcStatus(AggregatedHttpResponse answer) {
    return answer.trailers().get("grpc-status", answer.headers().get("grpc-status", ""));
  }

  private boolean isSameMessage(
      AggregatedHttpResponse real, AggregatedHttpResponse shadow, Message form) {
    try {
      return new MessageComparison(tolerance).isSame(message(real, form), message(shadow, form));
    } catch (IOException e) {
      return false;
    }
  }

  private static Message message(AggregatedHttpResponse answer, Message form) throws IOException {
    byte[] body = answer.content().array();
    // Nobody was told that it may be packed.
    return form.getParserForType().parseFrom(GrpcFrame.message(body, "identity", body.length));
  }

  private boolean isSame(JsonNode some, JsonNode other) {
    if (some.isNumber() && other.isNumber()) {
      return tolerance.isSame(some.doubleValue(), other.doubleValue());
    }
    if (some.isArray() && other.isArray()) {
      if (some.size() != other.size()) {
        return false;
      }
      for (int i = 0; i < some.size(); i++) {
        if (!isSame(some.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (some.isObject() && other.isObject()) {
      Map<String, JsonNode> ours = fields(some);
      Map<String, JsonNode> theirs = fields(other);
      return ours.keySet().equals(theirs.keySet())
          && ours.entrySet().stream()
              .allMatch(
                  each ->
                      isSame(
                          each.getValue(),
                          theirs.getOrDefault(each.getKey(), MissingNode.getInstance())));
    }
    return some.equals(other);
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getKey().equals("model_version")) {
        fields.put(field.getKey(), field.getValue());
      }
    }
    return fields;
  }
}
