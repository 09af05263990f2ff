package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Says in one sentence what a failure of TensorFlow means. */
final class TrainingFailure {
  /** TensorFlow Java tells no status codes, so what happened must be read from the message. */
  private static final List<String> LOST_CONNECTION =
      List.of(
          "/job:ps",
          "Collective ops is aborted",
          "failed to connect to all addresses",
          "Socket closed",
          "Connection reset",
          "Connection refused",
          "Broken pipe",
          "Session handle is not found",
          "UNAVAILABLE");

  private static final List<String> TIME_OVER =
      List.of("Operation timed out", "Timed out waiting for notification");

  private TrainingFailure() {}

  static ManabiException explain(RuntimeException failure, TrainingSpec spec) {
    String message = String.valueOf(failure.getMessage()).strip();
    String firstLine = message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    if (message.contains("corrupted record") || message.contains("truncated record")) {
      try {
        readAll(spec);
      } catch (ManabiException corrupt) {
        return corrupt;
      } catch (IOException e) {
        return ManabiException.resources("Cannot read the training data: " + e.getMessage(), e);
      }
    }
    for (Path file : files(spec)) {
      if (!Files.exists(file)) {
        return ManabiException.user(
            "The examples in " + file + " are missing; run preprocessing again.", failure);
      }
    }
    if (TIME_OVER.stream().anyMatch(message::contains)) {
      Limits limits = spec.schedule().limits();
      return ManabiException.resources(
          "A step took longer than a task waits, %d s for the first and %d s for others; see the logs of the other tasks, or raise these limits."
              .formatted(limits.firstStep().toSeconds(), limits.step().toSeconds()),
          failure);
    }
    if (LOST_CONNECTION.stream().anyMatch(message::contains)) {
      return ManabiException.resources(
          "Lost the connection to "
              + (spec.strategy().kind() == Strategy.Kind.ALL_REDUCE
                  ? "another task"
                  : "a parameter server")
              + ": "
              + firstLine,
          failure);
    }
    if (message.contains(OwnParameters.DIFFERENT_STEPS)) {
      // One may have looked for the newest while another was slower; all will see it next time.
      return ManabiException.resources(OwnParameters.DIFFERENT_STEPS, failure);
    }
    if (failure instanceof TFInvalidArgumentException) {
      return ManabiException.user(
          "TensorFlow refused the data or the model: " + firstLine, failure);
    }
    return ManabiException.resources("TensorFlow failed: " + firstLine, failure);
  }

  private static List<Path> files(TrainingSpec spec) {
    List<Path> files = new ArrayList<>(spec.input().train().files());
    files.addAll(spec.input().eval().files());
    return files;
  }

  /** Reads every record; our reader names the file and the record that is corrupt. */
  private static void readAll(TrainingSpec spec) throws IOException {
    for (Path file : files(spec)) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        byte[] data = reader.read();
        while (data != null) {
          data = reader.read();
        }
      }
    }
  }
}
