package io.manabi.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AppendingFile;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FullDisk;
import io.manabi.training.events.EventWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * Tells the world how training goes: TensorBoard events under the job directory (the run {@code .}
 * for training, {@code eval} for evaluation) and one JSON object a line in {@code
 * training-log.jsonl} for programs that follow along.
 */
final class TrainingLog implements AutoCloseable {
  /** The name of the file with one JSON object a line. */
  static final String FILE = "training-log.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventWriter training;
  private final EventWriter evaluation;
  private final Path file;
  private final AppendingFile lines;
  private final long startNanos = System.nanoTime();

  TrainingLog(Path jobDirectory) {
    file = jobDirectory.resolve(FILE);
    try {
      Files.createDirectories(jobDirectory);
      cutTornLine(file);
      lines = AppendingFile.open(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
    training = EventWriter.create(jobDirectory);
    evaluation = EventWriter.create(jobDirectory.resolve("eval"));
  }

  /** Takes away what a power cut left of a last line; nobody has read it as one. */
  private static void cutTornLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw")) {
      long end = lines.length();
      for (; end > 0; end--) {
        lines.seek(end - 1);
        if (lines.read() == '\n') {
          break;
        }
      }
      lines.setLength(end);
    }
  }

  /** Seconds since training began in this process. */
  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  void graph(GraphDef graph) {
    unlessDiskIsFull(() -> training.graph(graph));
  }

  void step(
      long step, long steps, int batchSize, double loss, double rate, double examplesPerSecond) {
    Map<String, Double> scalars =
        Map.of("loss", loss, "learning_rate", rate, "examples_per_second", examplesPerSecond);
    unlessDiskIsFull(() -> training.scalars(step, scalars));
    Map<String, Object> line = line("step", step);
    line.put("steps", steps);
    line.put("loss", loss);
    line.put("examples_per_second", examplesPerSecond);
    line.put("batch_size", batchSize);
    write(line);
  }

  void evaluation(long step, Map<String, Double> metrics, Path checkpoint) {
    unlessDiskIsFull(() -> evaluation.scalars(step, metrics));
    Map<String, Object> line = line("evaluation", step);
    line.putAll(metrics);
    line.put("checkpoint", checkpoint.toString());
    write(line);
  }

  void exported(long step, Path directory) {
    Map<String, Object> line = line("exported", step);
    line.put("directory", directory.toString());
    write(line);
  }

  /** The process was told to end, and a checkpoint has been written. */
  void stopped(long step) {
    write(line("stopped", step));
  }

  /** Something that people should know, though training goes on. */
  void warning(long step, String message) {
    Map<String, Object> line = line("warning", step);
    line.put("message", message);
    write(line);
  }

  private Map<String, Object> line(String event, long step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("seconds", Math.round(seconds() * 1000) / 1000.0);
    line.put("step", step);
    return line;
  }

  private void write(Map<String, Object> line) {
    unlessDiskIsFull(() -> append(line));
  }

  private void append(Map<String, Object> line) {
    try {
      byte[] json = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
      lines.append(json);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Cannot write " + line + " as JSON.", e);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Does without what a full disk has no room for: training matters more than its log. */
  private static void unlessDiskIsFull(Runnable telling) {
    try {
      telling.run();
    } catch (ManabiException e) {
      if (!FullDisk.isReason(e)) {
        throw e;
      }
      LOG.warn("{} Training goes on without it.", e.getMessage());
    }
  }

  @Override
  public void close() {
    training.close();
    evaluation.close();
    try {
      lines.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }
}
