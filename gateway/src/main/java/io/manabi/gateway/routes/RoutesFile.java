package io.manabi.gateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a file of routes says, as YAML or JSON.
 *
 * @param models what is decided of models, by their names
 * @param quotas how many requests keys may make
 */
record RoutesFile(Map<String, Route> models, List<Quota> quotas) {

  /**
   * Of one model, as it is written.
   *
   * @param split percents by version
   * @param stickyHeader see {@link ModelRoute}
   * @param aliases see there
   * @param shadow see there
   */
  record Route(
      Map<Long, Double> split, String stickyHeader, Map<String, Long> aliases, Shadow shadow) {
    @SuppressWarnings("NullAway") // Jackson passes null for what is not given.
    ModelRoute checked() {
      return new ModelRoute(split == null ? null : new Split(split), stickyHeader, aliases, shadow);
    }
  }

  private static final ObjectReader READER =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(RoutesFile.class);

  @SuppressWarnings("NullAway") // Jackson passes null for what is not given.
  RoutesFile {
    models = models == null ? Map.of() : models;
    quotas = quotas == null ? List.of() : List.copyOf(quotas);
  }

  /**
   * Reads one.
   *
   * @param file its name, for messages
   * @throws ManabiException if it is not one; the message says where and why
   */
  static RoutesFile parse(Path file, byte[] content) {
    if (new String(content, UTF_8).lines().allMatch(line -> line.matches("\\s*(#.*)?"))) {
      return new RoutesFile(Map.of(), List.of());
    }
    try {
      return READER.readValue(content);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof ManabiException known) {
        throw wrong(file, e, String.valueOf(known.getMessage()));
      }
      throw wrong(file, e, e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw wrong(file, e, e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("Bytes can be read", e);
    }
  }

  private static ManabiException wrong(Path file, JsonProcessingException cause, String why) {
    String line = cause.getLocation() == null ? "" : ":" + cause.getLocation().getLineNr();
    String first = why.lines().findFirst().orElse("");
    return ManabiException.user(
        "The routes of " + file + line + " cannot be used: " + first, cause);
  }
}
