package io.manabi.training.events;

import com.google.protobuf.ByteString;
import io.manabi.core.files.AppendingFile;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.records.TfRecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.Summary;

/**
 * Writes one event file of a TensorBoard run: <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">event.proto</a>
 * in TFRecord framing. What is written is on disk when a call returns, so TensorBoard shows it
 * while the run goes on; if it cannot be written, the file is as it was.
 */
public final class EventWriter implements Closeable {
  private final Path file;
  private final AppendingFile events;
  private final Clock clock;

  private EventWriter(Path file, AppendingFile events, Clock clock) {
    this.file = file;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A new event file in {@code directory}, whose name is the run's in TensorBoard.
   *
   * @throws io.manabi.core.ManabiException if it cannot be written
   */
  public static EventWriter create(Path directory) {
    return create(directory, Clock.systemUTC());
  }

  static EventWriter create(Path directory, Clock clock) {
    Instant now = clock.instant();
    Path file =
        directory.resolve(
            "events.out.tfevents.%010d.%s.%d"
                .formatted(now.getEpochSecond(), hostName(), ProcessHandle.current().pid()));
    try {
      Files.createDirectories(directory);
      EventWriter writer = new EventWriter(file, AppendingFile.open(file), clock);
      writer.write(Event.newBuilder().setFileVersion("brain.Event:2"));
      return writer;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Writes numbers of one step, by tag. */
  public void scalars(long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) ->
            summary.addValue(
                Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue())));
    write(Event.newBuilder().setStep(step).setSummary(summary));
  }

  /** Writes the graph, which TensorBoard draws. */
  public void graph(GraphDef graph) {
    ByteString bytes = graph.toByteString();
    write(Event.newBuilder().setGraphDef(bytes));
  }

  private void write(Event.Builder event) {
    Instant now = clock.instant();
    event.setWallTime(now.getEpochSecond() + now.getNano() / 1e9);
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    try (TfRecordWriter writer = new TfRecordWriter(record)) {
      writer.write(event.build().toByteArray());
      events.append(record.toByteArray());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }
}
