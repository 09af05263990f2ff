package io.manabi.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.RefusedFields;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.util.stream.Collectors;

/** Reads and writes messages as JSON. */
final class JsonBodies {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private JsonBodies() {}

  /**
   * Reads the body of a request.
   *
   * @throws ApiFailure if it is no such message
   */
  static <T> T read(byte[] body, Class<T> message) {
    try {
      T read = JSON.readValue(body.length == 0 ? new byte[] {'{', '}'} : body, message);
      if (read == null) {
        throw ApiFailure.invalid("The body is null; expected a JSON object.");
      }
      return read;
    } catch (UnrecognizedPropertyException e) {
      if (RefusedFields.of(e.getReferringClass()).contains(e.getPropertyName())) {
        throw new ApiFailure(
            ErrorStatus.UNIMPLEMENTED,
            "This server does not have the field "
                + path(e)
                + " of Cloud ML Engine; leave it out.");
      }
      throw ApiFailure.invalid(
          path(e),
          "Invalid JSON payload received. Unknown name \""
              + e.getPropertyName()
              + "\""
              + at(e)
              + ": Cannot find field.");
    } catch (JsonParseException e) {
      throw ApiFailure.invalid(
          "Invalid JSON payload received. " + e.getOriginalMessage() + at(e) + ".");
    } catch (JsonMappingException e) {
      throw ApiFailure.invalid(
          path(e),
          "Invalid value"
              + at(e)
              + ": "
              + e.getOriginalMessage()
                  .lines()
                  .findFirst()
                  .orElse("")
                  .replaceAll("`java\\.[\\w.]*\\.", "`")
              + ".");
    } catch (IOException e) {
      throw ApiFailure.invalid("The body cannot be read: " + e.getMessage() + ".");
    }
  }

  private static String at(JsonProcessingException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return " at '" + path(mapping) + "'";
    }
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** Where in the message it is; empty for the message itself. */
  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  static byte[] write(Object message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("An answer cannot be written: " + e.getMessage(), e);
    }
  }
}
