package io.manabi.training.loop;

import io.manabi.core.ManabiException;
import io.manabi.core.records.TfRecordReader;
import io.manabi.training.spec.Limits;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.OwnParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Says in one sentence what a failure of TensorFlow means. */
final class TrainingFailure {
  /** TensorFlow Java tells no status codes, so what happened must be read from the message. */
  private static final List<String> LOST_CONNECTION =
      List.of(
          "just restarted",
          "Collective ops is aborted",
          "failed to connect to all addresses",
          "Socket closed",
          "Connection reset",
          "Connection refused",
          "Broken pipe",
          "Session handle is not found",
          "UNAVAILABLE",
          // The same for what gRPC tells in the words of the machine's language.
          "\"grpc_status\":14");

  private static final List<String> TIME_OVER =
      List.of("Operation timed out", "Timed out waiting for notification");

  /** Lines above the reason: a frame, a count, and who tells it. */
  private static final Pattern HEADING =
      Pattern.compile("=*|\\d+ root error.*|(\\w+: )?From /job:\\S+:");

  private static final Pattern LOST_TASK =
      Pattern.compile("from remote target /job:(\\w+)/replica:\\d+/task:(\\d+)");

  private TrainingFailure() {}

  static ManabiException explain(RuntimeException failure, TrainingSpec spec) {
    String message = String.valueOf(failure.getMessage()).strip();
    String reason = reason(message).orElse(failure.getClass().getSimpleName());
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
          String.format(
              Locale.ROOT,
              "A step took longer than a task waits, %d s for the first and %d s for others; see the logs of the other tasks, or raise these limits.",
              limits.firstStep().toSeconds(),
              limits.step().toSeconds()),
          failure);
    }
    if (LOST_CONNECTION.stream().anyMatch(message::contains)) {
      return ManabiException.resources(
          "Lost the connection to %s: %s".formatted(lostTask(message), reason), failure);
    }
    if (message.contains(OwnParameters.DIFFERENT_STEPS)) {
      // One may have looked for the newest while another was slower; all will see it next time.
      return ManabiException.resources(OwnParameters.DIFFERENT_STEPS, failure);
    }
    if (failure instanceof TFInvalidArgumentException) {
      return ManabiException.user("TensorFlow refused the data or the model: " + reason, failure);
    }
    return ManabiException.resources("TensorFlow failed: " + reason, failure);
  }

  /** The first line that tells what happened, rather than where, without those who pass it on. */
  private static Optional<String> reason(String message) {
    return message
        .lines()
        .filter(line -> !HEADING.matcher(line.strip()).matches())
        .findFirst()
        .map(line -> line.replace("Collective ops is aborted by: ", ""));
  }

  private static String lostTask(String message) {
    Matcher lost = LOST_TASK.matcher(message);
    return lost.find() ? lost.group(1) + " " + lost.group(2) : "another task";
  }

  private static List<Path> files(TrainingSpec spec) {
    List<Path> files = new ArrayList<>();
    spec.input().all().forEach(each -> files.addAll(each.files()));
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
