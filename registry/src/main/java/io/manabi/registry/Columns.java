package io.manabi.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as columns have them. */
final class Columns {
  private static final int MOST_ERROR_CHARACTERS = 10_000;

  private static final int MOST_WHO_CHARACTERS = 512;

  private static final ObjectMapper JSON =
      new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private Columns() {}

  /** A message that may be longer than its column. */
  static String error(String message) {
    return message.substring(0, Math.min(message.length(), MOST_ERROR_CHARACTERS));
  }

  /** The name of a key or token, which may be longer than its column. */
  static @Nullable String who(Optional<String> name) {
    return name.map(all -> all.substring(0, Math.min(all.length(), MOST_WHO_CHARACTERS)))
        .orElse(null);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("What is kept of a model cannot be written as JSON.", e);
    }
  }

  static Map<String, String> labels(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(row.getString("labels"), new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("The database has labels that are no JSON.", e);
    }
  }

  static Lineage lineage(ResultSet row) throws SQLException {
    try {
      return JSON.readValue(row.getString("lineage"), Lineage.class);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("The database has a lineage that is no JSON.", e);
    }
  }
}
