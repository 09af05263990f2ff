package io.manabi.control.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.files.Location;
import io.manabi.registry.Lineage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a SavedModel was trained by: its job, if it lies in the folder of one; and its
 * metrics, if a training of Manabi has exported it, from the log of that.
 */
final class TrainedBy {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NO_METRICS = Set.of("seconds", "step");

  private final Path jobs;

  /**
   * For jobs of this server.
   *
   * @param jobs has a folder for each project, which has one for each job
   */
  TrainedBy(Path jobs) {
    this.jobs = jobs;
  }

  /**
   * Completes a lineage.
   *
   * @param origin where the SavedModel is
   * @param given what the client says, which counts before what is found
   * @param who whose key or token the version is created with, if there is one
   */
  Lineage lineage(String project, Location origin, Lineage given, Optional<String> who) {
    Optional<Path> here = origin.isLocal() ? Optional.of(origin.path()) : Optional.empty();
    return new Lineage(
        given.job() == null ? here.map(path -> job(project, path)).orElse(null) : given.job(),
        given.data(),
        given.transform(),
        given.metrics() == null ? here.map(TrainedBy::metrics).orElse(null) : given.metrics(),
        who.orElse(null));
  }

  private @Nullable String job(String project, Path origin) {
    Path ofProject = jobs.resolve(project);
    return origin.startsWith(ofProject) && !origin.equals(ofProject)
        ? ofProject.relativize(origin).getName(0).toString()
        : null;
  }

  /** What was measured at the step that was exported: {@code JOB/export/NUMBER}. */
  private static @Nullable Map<String, Double> metrics(Path origin) {
    Path export = origin.getParent();
    Path log = export == null ? null : export.resolveSibling("training-log.jsonl");
    if (log == null || !Files.isRegularFile(log)) {
      return null;
    }
    Map<Long, Map<String, Double>> measured = new TreeMap<>();
    Map<String, Double> found = null;
    try {
      for (String text : Files.readAllLines(log, StandardCharsets.UTF_8)) {
        JsonNode line = JSON.readTree(text);
        long step = line.path("step").asLong();
        if (line.path("event").asText().equals("evaluation")) {
          measured.put(step, numbers(line));
        } else if (line.path("event").asText().equals("exported")
            && Path.of(line.path("directory").asText()).endsWith(origin.getFileName())) {
          found = measured.get(step);
        }
      }
    } catch (JsonProcessingException e) {
      return found; // Its last line is being written, or it is the log of something else.
    } catch (IOException e) {
      return null; // A version without metrics is better than none.
    }
    return found;
  }

  private static Map<String, Double> numbers(JsonNode line) {
    Map<String, Double> numbers = new TreeMap<>();
    line.properties()
        .forEach(
            field -> {
              if (field.getValue().isNumber() && !NO_METRICS.contains(field.getKey())) {
                numbers.put(field.getKey(), field.getValue().doubleValue());
              }
            });
    return numbers;
  }
}
