package io.manabi.gateway.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Compares the answers of two versions of a model. Which version answered makes no difference, and
 * neither does a small difference of numbers in JSON; what gRPC sends must otherwise be the same.
 */
public final class Comparison {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRPC_PREFIX = 5;

  private final double tolerance;

  /** Compares. */
  public Comparison(double tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Whether two answers say the same.
   *
   * @param versionFields the fields of a message of gRPC that tell the version
   */
  public boolean isSame(
      AggregatedHttpResponse real, AggregatedHttpResponse shadow, int... versionFields) {
    if (!real.status().equals(shadow.status())
        || !Objects.equals(grpcStatus(real), grpcStatus(shadow))) {
      return false;
    }
    if (String.valueOf(real.contentType()).startsWith("application/grpc")) {
      return bare(real, versionFields).equals(bare(shadow, versionFields));
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

  /** The message without the fields that tell the version. */
  private static ByteString bare(AggregatedHttpResponse answer, int... versionFields) {
    byte[] body = answer.content().array();
    if (body.length < GRPC_PREFIX || body[0] != 0) {
      return ByteString.copyFrom(body);
    }
    ByteString message = ByteString.copyFrom(body, GRPC_PREFIX, body.length - GRPC_PREFIX);
    ByteString rest = ByteString.EMPTY;
    CodedInputStream in = message.newCodedInput();
    try {
      for (int from = 0, tag = in.readTag(); tag != 0; tag = in.readTag()) {
        in.skipField(tag);
        int number = WireFormat.getTagFieldNumber(tag);
        if (Arrays.stream(versionFields).noneMatch(field -> field == number)) {
          rest = rest.concat(message.substring(from, in.getTotalBytesRead()));
        }
        from = in.getTotalBytesRead();
      }
    } catch (IOException e) {
      return message;
    }
    return rest;
  }

  private boolean isSame(JsonNode some, JsonNode other) {
    if (some.isNumber() && other.isNumber()) {
      return isSame(some.doubleValue(), other.doubleValue());
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

  private boolean isSame(double some, double other) {
    double scale = Math.max(1, Math.max(Math.abs(some), Math.abs(other)));
    return Double.compare(some, other) == 0 || Math.abs(some - other) <= tolerance * scale;
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
