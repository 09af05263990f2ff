package io.manabi.pipelines.validation;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a prediction request as servers take it: by row ("instances") or by column
 * ("inputs").
 */
final class RequestReader {
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";
  private static final String EXPECTED = "; expected {\"instances\": [{\"COLUMN\": VALUE, …}, …]}.";
  private static final String BASE64_KEY = "b64";
  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .disable(JsonFactory.Feature.CHARSET_DETECTION)
              .streamReadConstraints(
                  // An image is one long string.
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final String name;
  private final @Nullable String only;

  /**
   * Reads a request.
   *
   * @param name what people call it
   * @param only the column of values that have no name; null if there are several columns
   */
  RequestReader(String name, @Nullable String only) {
    this.name = name;
    this.only = only;
  }

  List<Map<String, @Nullable Object>> rows(byte[] request) {
    JsonNode root = parse(request);
    if (!root.isObject()) {
      throw wrong((root.isMissingNode() ? " is empty" : " is no JSON object") + EXPECTED);
    }
    JsonNode instances = root.path(INSTANCES);
    JsonNode inputs = root.path(INPUTS);
    if (instances.isMissingNode() == inputs.isMissingNode()) {
      throw wrong(
          instances.isMissingNode()
              ? " has neither 'instances' nor 'inputs'" + EXPECTED
              : " has both 'instances' and 'inputs'; expected one of them.");
    }
    List<Map<String, @Nullable Object>> rows =
        inputs.isMissingNode() ? byRow(instances) : byColumn(inputs);
    if (rows.isEmpty()) {
      throw wrong(" has no instances; expected at least one.");
    }
    return rows;
  }

  /** As servers do, behind a byte order mark, and whatever stands behind the first value. */
  private JsonNode parse(byte[] request) {
    int start = Arrays.mismatch(request, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length ? 3 : 0;
    try (JsonParser parser = JSON.createParser(request, start, request.length - start)) {
      JsonNode root = JSON.readTree(parser);
      return root == null ? JSON.missingNode() : root;
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw ManabiException.user(
          name
              + (place == null
                  ? ""
                  : " line " + place.getLineNr() + " column " + place.getColumnNr())
              + " is no JSON: "
              + e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "")
              + "; correct the request.",
          e);
    } catch (IOException e) {
      throw ManabiException.user(name + " is no JSON in UTF-8: " + e.getMessage() + ".", e);
    }
  }

  private List<Map<String, @Nullable Object>> byRow(JsonNode instances) {
    if (!instances.isArray()) {
      throw wrong(" has 'instances' that are no list" + EXPECTED);
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (JsonNode instance : instances) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      if (instance.isObject() && !isBase64(instance)) {
        instance
            .properties()
            .forEach(
                each -> row.put(each.getKey(), value(each.getValue(), rows.size(), each.getKey())));
      } else if (only != null) {
        row.put(only, value(instance, rows.size(), only));
      } else {
        throw wrong(" has an instance " + (rows.size() + 1) + " that is no object" + EXPECTED);
      }
      rows.add(row);
    }
    return rows;
  }

  private List<Map<String, @Nullable Object>> byColumn(JsonNode inputs) {
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    if (inputs.isObject() && !isBase64(inputs)) {
      inputs.properties().forEach(each -> columns.put(each.getKey(), each.getValue()));
    } else if (only != null) {
      columns.put(only, inputs);
    } else {
      throw wrong(
          " has 'inputs' that are no object; expected {\"inputs\": {\"COLUMN\": [VALUE, …], …}}.");
    }
    columns.values().removeIf(JsonNode::isNull);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    String first = null;
    for (Map.Entry<String, JsonNode> column : columns.entrySet()) {
      String key = column.getKey();
      JsonNode values = column.getValue();
      if (!values.isArray()) {
        throw wrong(" has no list of the column '" + key + "'; expected a value for each row.");
      }
      if (first == null) {
        first = key;
        values.forEach(value -> rows.add(new LinkedHashMap<>()));
      }
      if (values.size() != rows.size()) {
        throw wrong(
            String.format(
                Locale.ROOT,
                " has %d values of the column '%s' and %d of '%s'; expected one for each row.",
                rows.size(),
                first,
                values.size(),
                key));
      }
      for (int row = 0; row < rows.size(); row++) {
        rows.get(row).put(key, value(values.get(row), row, key));
      }
    }
    return rows;
  }

  /** A value as {@link RequestValidator#validate(Map)} takes it. */
  private @Nullable Object value(JsonNode json, int row, String column) {
    if (json.isArray()) {
      List<Object> all = new ArrayList<>();
      for (JsonNode each : json) {
        Object value = value(each, row, column);
        if (value != null) {
          all.add(value);
        }
      }
      return all;
    }
    if (isBase64(json)) {
      try {
        return BASE64.decode(json.path(BASE64_KEY).asText());
      } catch (IllegalArgumentException e) {
        throw wrong(
            String.format(
                Locale.ROOT,
                " has an instance %d whose column '%s' is no base64; encode its bytes again.",
                row + 1,
                column));
      }
    }
    return switch (json.getNodeType()) {
      case NULL -> null;
      case STRING -> json.textValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> json.isInt() ? (Number) json.longValue() : json.numberValue();
      default -> json;
    };
  }

  private static boolean isBase64(JsonNode json) {
    return json.isObject() && json.size() == 1 && json.path(BASE64_KEY).isTextual();
  }

  private ManabiException wrong(String what) {
    return ManabiException.user(name + what);
  }
}
