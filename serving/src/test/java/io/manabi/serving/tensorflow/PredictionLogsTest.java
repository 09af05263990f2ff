package io.manabi.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.manabi.core.records.TfRecordReader;
import io.manabi.prediction.AnsweredCall;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.sources.ModelConfig;
import io.manabi.prediction.sources.SampledLog;
import io.manabi.prediction.sources.VersionPolicy;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.prediction.tensors.Signature;
import io.manabi.serving.apis.PredictionLog;
import io.manabi.serving.http.RequestLog;
import io.manabi.serving.http.RequestMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

class PredictionLogsTest {
  private static final Signature SIGNATURE =
      new Signature("serving_default", "predict", new TreeMap<>(), new TreeMap<>());

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PredictionLogs logs =
      new PredictionLogs(new RequestMeters(registry), Clock.systemUTC());

  @AfterEach
  void close() {
    logs.close();
  }

  private ModelConfig model(String name, double rate, Path prefix) {
    return new ModelConfig(
        name,
        folder,
        new VersionPolicy.Latest(1),
        Map.of(),
        Optional.of(new SampledLog(prefix.toString(), rate)));
  }

  private void configure(ModelConfig... models) {
    assertThat(logs.follow(() -> List.of(models)).get()).containsExactly(models);
  }

  private static RequestLog.Answered request(String model, int floats) {
    NumberTensor x = new NumberTensor(DataType.DT_FLOAT, Shape.of(floats), new byte[4 * floats]);
    return new RequestLog.Answered(
        model,
        3,
        List.of("serve"),
        "predict",
        List.of(
            new AnsweredCall(
                SIGNATURE, Map.of("x", x), List.of("y"), Map.of("y", TestTensors.floats(1)))));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".tfrecord")).sorted().toList();
    }
  }

  private static List<PredictionLog> read(Path file) throws IOException {
    List<PredictionLog> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] record = reader.read(); record != null; record = reader.read()) {
        records.add(PredictionLog.parseFrom(record));
      }
    }
    return records;
  }

  private double dropped(String model) {
    return registry.get(PredictionLogs.DROPPED).tag("model", model).counter().count();
  }

  @Test
  void samplesAllNoneOrAPart() {
    configure(
        model("all", 1, folder.resolve("a")),
        model("none", 0, folder.resolve("n")),
        model("half", 0.5, folder.resolve("h")));
    int half = 0;
    for (int i = 0; i < 10_000; i++) {
      assertThat(logs.wants("all")).isTrue();
      assertThat(logs.wants("none")).isFalse();
      assertThat(logs.wants("unknown")).isFalse();
      half += logs.wants("half") ? 1 : 0;
    }
    assertThat(half).isBetween(4_500, 5_500);
  }

  @Test
  void writesWhatItIsToldAndFinishesFilesThatAreNotWantedAnyMore() throws IOException {
    configure(model("m", 1, folder.resolve("a")));
    logs.log(request("m", 2));
    logs.log(request("m", 2));
    configure(model("m", 0.25, folder.resolve("b")));
    logs.log(request("m", 1));
    await().atMost(Duration.ofSeconds(10)).until(() -> files().size() == 1);
    configure();
    logs.log(request("m", 1));
    logs.close();

    List<Path> files = files();
    assertThat(files).hasSize(2);
    assertThat(read(files.get(0))).hasSize(2);
    PredictionLog record = read(files.get(1)).get(0);
    assertThat(record.getLogMetadata().getModelSpec().getName()).isEqualTo("m");
    assertThat(record.getLogMetadata().getModelSpec().getVersion().getValue()).isEqualTo(3);
    assertThat(record.getLogMetadata().getModelSpec().getSignatureName())
        .isEqualTo("serving_default");
    assertThat(record.getLogMetadata().getSamplingConfig().getSamplingRate()).isEqualTo(0.25);
    assertThat(record.getLogMetadata().getSavedModelTagsList()).containsExactly("serve");
    assertThat(record.getLogMetadata().getTimestampSecs()).isGreaterThan(1_700_000_000);
    assertThat(record.getPredictLog().getRequest().getOutputFilterList()).containsExactly("y");
    assertThat(record.getPredictLog().getRequest().getInputsOrThrow("x").getFloatValList())
        .containsExactly(0f);
    assertThat(record.getPredictLog().getResponse().getOutputsOrThrow("y").getFloatValList())
        .containsExactly(1f);
    assertThat(dropped("m")).isZero();
  }

  @Test
  void dropsWhatCannotBeWrittenAndSaysSoOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Logger logger = (Logger) LoggerFactory.getLogger(LogWriter.class);
    ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    warnings.start();
    logger.addAppender(warnings);
    try {
      configure(model("m", 1, file.resolve("a")), model("other", 1, folder.resolve("b")));
      for (int i = 0; i < 5; i++) {
        logs.log(request("m", 1));
      }
      logs.log(request("other", 1));
      logs.close();
    } finally {
      logger.detachAppender(warnings);
    }

    assertThat(dropped("m")).isEqualTo(5);
    assertThat(dropped("other")).isZero();
    assertThat(files()).hasSize(1);
    assertThat(warnings.list).hasSize(1);
    assertThat(warnings.list.get(0).getFormattedMessage())
        .contains(file.resolve("a").toString())
        .contains("requests are answered");
  }

  @Test
  void dropsWhatIsTooMuch() {
    configure(model("m", 1, folder.resolve("a")));
    logs.log(request("m", 20 << 20));

    assertThat(dropped("m")).isEqualTo(1);
  }
}
