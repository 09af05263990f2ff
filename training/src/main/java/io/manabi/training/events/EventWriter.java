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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes one event file of a TensorBoard run: <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">event.proto</a>
 * in TFRecord framing. What is written is on disk when a call returns, so TensorBoard shows it
 * while the run goes on; if it cannot be written, the file is as it was.
 */
public final class EventWriter implements Closeable {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

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
    Path file = directory;
    try {
      Files.createDirectories(directory);
      long second = Math.max(clock.instant().getEpochSecond(), newest(directory) + 1);
      file =
          directory.resolve(
              String.format(
                  Locale.ROOT,
                  "events.out.tfevents.%010d.%s.%d",
                  second,
                  hostName(),
                  ProcessHandle.current().pid()));
      EventWriter writer = new EventWriter(file, AppendingFile.open(file), clock);
      writer.write(Event.newBuilder().setFileVersion("brain.Event:2"));
      return writer;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /**
   * The second in the name of the newest file, of which there may be none. TensorBoard reads files
   * in the order of their names, so that one that is begun later must have a later second, though
   * the clock was fast before.
   */
  private static long newest(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(-1);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Writes that a process begins to write events of this run, before it writes any: where one
   * before it has been further, TensorBoard then forgets what that wrote of this step and later
   * ones.
   *
   * @param step the first of which there may be new events
   */
  public void session(long step) {
    write(
        Event.newBuilder()
            .setStep(step)
            .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
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

  /** Writes how numbers of one step are spread. */
  public void histogram(long step, String tag, float[] values) {
    write(step, tag, "histograms", DataClass.DATA_CLASS_TENSOR, Histogram.of(values));
  }

  /** Writes pictures of one step, all of the same size. */
  public void images(long step, String tag, List<Picture> pictures) {
    List<ByteString> strings = new ArrayList<>();
    strings.add(ByteString.copyFromUtf8(String.valueOf(pictures.get(0).width())));
    strings.add(ByteString.copyFromUtf8(String.valueOf(pictures.get(0).height())));
    pictures.forEach(picture -> strings.add(picture.png()));
    write(step, tag, "images", DataClass.DATA_CLASS_BLOB_SEQUENCE, strings(strings));
  }

  /** Writes text of one step, which TensorBoard reads as Markdown. */
  public void text(long step, String tag, List<String> texts) {
    write(
        step,
        tag,
        "text",
        DataClass.DATA_CLASS_TENSOR,
        strings(texts.stream().map(ByteString::copyFromUtf8).toList()));
  }

  /**
   * Writes the hyperparameters of a training that begins.
   *
   * @param model where the model will be
   */
  public void begin(HyperParameters parameters, String model) {
    write(Event.newBuilder().setSummary(parameters.start(clock.instant(), model)));
  }

  /**
   * Writes that the training whose hyperparameters have been written has come to its end.
   * TensorBoard takes the first word about that for the last: not for one that may go on.
   */
  public void end() {
    write(Event.newBuilder().setSummary(HyperParameters.end(clock.instant())));
  }

  private void write(long step, String tag, String plugin, DataClass kind, TensorProto tensor) {
    SummaryMetadata metadata =
        SummaryMetadata.newBuilder()
            .setDataClass(kind)
            .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName(plugin))
            .build();
    write(
        Event.newBuilder()
            .setStep(step)
            .setSummary(
                Summary.newBuilder()
                    .addValue(
                        Summary.Value.newBuilder()
                            .setTag(tag)
                            .setMetadata(metadata)
                            .setTensor(tensor))));
  }

  private static TensorProto strings(List<ByteString> strings) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(
            TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(strings.size())))
        .addAllStringVal(strings)
        .build();
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
