package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a training gave.
 *
 * @param export the folder of the SavedModel
 * @param metrics loss and metrics of the last evaluation, by name: on the test set, if there is a
 *     validation set beside it
 */
public record TrainedModel(Path export, Map<String, Double> metrics) {

  /** What the log of a job tells last. */
  static TrainedModel read(Path jobDirectory) {
    Path log = jobDirectory.resolve(JobEvents.FILE);
    Path export = null;
    Map<String, Double> metrics = Map.of();
    try {
      for (String line : Files.readAllLines(log)) {
        JobEvent event = JobEvents.read(line).orElse(null);
        if (event instanceof JobEvent.Evaluation evaluation) {
          metrics = evaluation.metrics();
        } else if (event instanceof JobEvent.Exported exported) {
          export = Path.of(exported.directory());
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(log, e);
    }
    if (export == null) {
      throw ManabiException.resources("The log " + log + " tells of no exported model.");
    }
    return new TrainedModel(export, metrics);
  }
}
