package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Says in one sentence what a failure of TensorFlow means. */
final class TrainingFailure {
  private TrainingFailure() {}

  static ManabiException explain(RuntimeException failure, TrainingSpec spec) {
    String message = firstLine(failure);
    if (message.contains("corrupted record") || message.contains("truncated record")) {
      try {
        readAll(spec);
      } catch (ManabiException corrupt) {
        return corrupt;
      } catch (IOException e) {
        return ManabiException.resources("Cannot read the training data: " + e.getMessage(), e);
      }
    }
    if (message.contains("/job:ps")) {
      return ManabiException.resources(
          "Lost the connection to a parameter server: " + message, failure);
    }
    if (failure instanceof TFInvalidArgumentException) {
      return ManabiException.user("TensorFlow refused the data or the model: " + message, failure);
    }
    return ManabiException.resources("TensorFlow failed: " + message, failure);
  }

  /** Reads every record; our reader names the file and the record that is corrupt. */
  private static void readAll(TrainingSpec spec) throws IOException {
    List<Path> files = new ArrayList<>(spec.input().trainFiles());
    files.addAll(spec.input().evalFiles());
    for (Path file : files) {
      try (TfRecordReader reader = TfRecordReader.open(file)) {
        byte[] data = reader.read();
        while (data != null) {
          data = reader.read();
        }
      }
    }
  }

  private static String firstLine(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse(message);
  }
}
