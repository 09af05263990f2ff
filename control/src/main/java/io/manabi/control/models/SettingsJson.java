package io.manabi.control.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.AutoScaling;
import io.manabi.control.messages.ManualScaling;
import io.manabi.core.ManabiException;
import io.manabi.registry.Lineage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients say of models and versions that nobody looks at, as the registry keeps it. */
final class SettingsJson {
  private static final int MOST_CHARACTERS = 100_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setSerializationInclusion(JsonInclude.Include.NON_NULL)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private SettingsJson() {}

  /** Of a model. */
  record OfModel(
      @Nullable List<String> regions,
      @Nullable Boolean onlinePredictionLogging,
      @Nullable Boolean onlinePredictionConsoleLogging) {}

  /** Of a version. */
  record OfVersion(
      @Nullable String runtimeVersion,
      @Nullable String pythonVersion,
      @Nullable String framework,
      @Nullable String machineType,
      @Nullable ManualScaling manualScaling,
      @Nullable AutoScaling autoScaling) {}

  /** Throws {@link ApiFailure} if it is more than the registry keeps. */
  static String write(Object settings) {
    try {
      String json = JSON.writeValueAsString(settings);
      if (json.length() > MOST_CHARACTERS) {
        throw ApiFailure.invalid(
            "The message is too long; expected at most "
                + MOST_CHARACTERS
                + " characters of settings, and as many of lineage.");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Settings cannot be written as JSON.", e);
    }
  }

  /** A lineage that the registry can keep. */
  static Lineage checked(Lineage lineage) {
    Object unused = write(lineage);
    return lineage;
  }

  static <T> T read(String json, Class<T> settings) {
    try {
      return JSON.readValue(json, settings);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("The database has settings that are no JSON.", e);
    }
  }
}
