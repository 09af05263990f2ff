package io.manabi.training.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.training.events.EventFile.Fields;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Numbers of fields are those of event.proto, summary.proto, tensor.proto and plugin_data.proto.
 */
class EventWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_500_000_000, 500_000_000), ZoneOffset.UTC);

  @TempDir Path run;

  @Test
  void writesNumbersAndTheGraph() throws IOException {
    GraphDef graph = GraphDef.newBuilder().addNode(NodeDef.newBuilder().setName("x")).build();
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.graph(graph);
      writer.scalars(7, Map.of("accuracy", 0.5));
      // Everything is on disk before the writer closes.
      List<Fields> events = EventFile.read(run);
      assertThat(events).hasSize(3);
      assertThat(events.get(0).text(3)).isEqualTo("brain.Event:2");
      assertThat(events.get(0).number(1)).isEqualTo(1_500_000_000.5);
      assertThat(events.get(1).message(4, 1).text(1)).isEqualTo("x");
      assertThat(events.get(2).integer(2)).isEqualTo(7);
      Fields value = events.get(2).message(5, 1);
      assertThat(value.text(1)).isEqualTo("accuracy");
      assertThat(Float.intBitsToFloat((int) value.integer(2))).isEqualTo(0.5f);
    }
  }

  /** The first such event is a start, and each later one a restart, says TensorBoard's source. */
  @Test
  void writesFromWhichStepOnEarlierEventsAreVoid() throws IOException {
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.session(41);
    }
    Fields event = EventFile.read(run).get(1);
    assertThat(event.integer(2)).isEqualTo(41);
    assertThat(event.message(7).integer(1)).as("START").isEqualTo(1);
  }

  /** TensorBoard reads files in the order of their names. */
  @Test
  void namesALaterFileAboveTheOnesBeforeThoughTheClockWasFast() throws IOException {
    Files.createFile(run.resolve("events.out.tfevents.1600000000.host.9999.v2"));
    Files.createFile(run.resolve("events.out.tfevents.other"));
    EventWriter.create(run, CLOCK).close();
    EventWriter.create(run, CLOCK).close();
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceAll("\\D*(\\d+).*", "$1")))
          .contains("1600000001", "1600000002");
    }
  }

  @Test
  void writesHistograms() throws IOException {
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.histogram(3, "weights", new float[] {0, 0, 1, 3, Float.NaN});
      writer.histogram(3, "same", new float[] {2, 2});
      writer.histogram(3, "none", new float[] {Float.NaN});
    }
    Fields value = EventFile.summaries(run, "weights").get(0);
    assertThat(plugin(value)).isEqualTo("histograms");
    Fields tensor = value.message(8);
    assertThat(tensor.integer(1)).as("DT_DOUBLE").isEqualTo(2);
    assertThat(shape(tensor)).containsExactly(30L, 3L);
    double[] buckets = tensor.numbers(6);
    assertThat(buckets).hasSize(90).startsWith(0, 0.1, 2).endsWith(3, 1);
    assertThat(buckets[3 * 10 + 2]).as("count from 1.0").isEqualTo(1);
    assertThat(EventFile.summaries(run, "same").get(0).message(8).numbers(6))
        .containsExactly(1.5, 2.5, 2);
    assertThat(shape(EventFile.summaries(run, "none").get(0).message(8))).containsExactly(0L, 3L);
  }

  @Test
  void writesImagesAsPng() throws IOException {
    Picture red = new Picture(1, 2, 3, new float[] {1, 0, 0, 0.5f, 2, -1});
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.images(3, "inputs", List.of(red.enlarged(2), red.enlarged(2)));
    }
    Fields value = EventFile.summaries(run, "inputs").get(0);
    assertThat(plugin(value)).isEqualTo("images");
    Fields tensor = value.message(8);
    assertThat(tensor.integer(1)).as("DT_STRING").isEqualTo(7);
    assertThat(shape(tensor)).containsExactly(4L);
    List<byte[]> strings = tensor.bytes(8);
    assertThat(new String(strings.get(0), StandardCharsets.UTF_8)).as("width").isEqualTo("4");
    assertThat(new String(strings.get(1), StandardCharsets.UTF_8)).as("height").isEqualTo("2");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(strings.get(3)));
    assertThat(image.getRGB(1, 1)).isEqualTo(0xffff0000);
    assertThat(image.getRGB(2, 0)).isEqualTo(0xff80ff00);
  }

  @Test
  void writesText() throws IOException {
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.text(0, "configuration", List.of("|a|"));
    }
    Fields value = EventFile.summaries(run, "configuration").get(0);
    assertThat(plugin(value)).isEqualTo("text");
    assertThat(value.message(8).integer(1)).as("DT_STRING").isEqualTo(7);
    assertThat(value.message(8).text(8)).isEqualTo("|a|");
  }

  @Test
  void writesHyperparameters() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rate", 0.1f);
    values.put("optimizer", "Adam");
    values.put("nesterov", true);
    try (EventWriter writer = EventWriter.create(run, CLOCK)) {
      writer.begin(new HyperParameters(values, List.of("accuracy")), "job");
      writer.end();
    }
    Fields experiment = hparams("_hparams_/experiment").message(2);
    assertThat(experiment.messages(4))
        .extracting(info -> info.text(1) + " " + info.integer(4))
        .containsExactly("rate 3", "optimizer 1", "nesterov 2");
    Fields metric = experiment.message(5);
    assertThat(metric.message(1).has(1)).as("a run below this one").isFalse();
    assertThat(metric.message(1).text(2)).isEqualTo("accuracy");
    Fields start = hparams("_hparams_/session_start_info").message(3);
    assertThat(start.text(2)).isEqualTo("job");
    assertThat(start.messages(1))
        .anySatisfy(
            entry -> {
              assertThat(entry.text(1)).isEqualTo("rate");
              assertThat(entry.message(2).number(2)).isEqualTo(0.1);
            });
    Fields end = hparams("_hparams_/session_end_info").message(4);
    assertThat(end.integer(1)).as("STATUS_SUCCESS").isEqualTo(1);
    assertThat(end.number(2)).isEqualTo(1_500_000_000.5);
  }

  private Fields hparams(String tag) throws IOException {
    Fields value = EventFile.summaries(run, tag).get(0);
    assertThat(plugin(value)).isEqualTo("hparams");
    assertThat(value.has(8)).as("a tensor, without which TensorBoard drops it").isTrue();
    return value.message(9, 1).message(2);
  }

  private static String plugin(Fields value) {
    return value.message(9, 1).text(1);
  }

  private static List<Long> shape(Fields tensor) {
    return tensor.message(2).messages(2).stream().map(dimension -> dimension.integer(1)).toList();
  }
}
