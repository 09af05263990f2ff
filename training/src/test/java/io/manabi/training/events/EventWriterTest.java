package io.manabi.training.events;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class EventWriterTest {
  @TempDir Path directory;

  @Test
  void writesWhatTensorBoardReads() throws IOException {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_500_000_000, 500_000_000), ZoneOffset.UTC);
    GraphDef graph = GraphDef.newBuilder().addNode(NodeDef.newBuilder().setName("x")).build();
    Path run = directory.resolve("eval");
    try (EventWriter writer = EventWriter.create(run, clock)) {
      writer.graph(graph);
      writer.scalars(7, Map.of("accuracy", 0.5));
      // Everything is on disk before the writer closes.
      try (Stream<Path> files = Files.list(run);
          TfRecordReader reader = TfRecordReader.open(files.findFirst().orElseThrow())) {
        Event version = Event.parseFrom(requireNonNull(reader.read()));
        assertThat(version.getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(version.getWallTime()).isEqualTo(1_500_000_000.5);
        Event second = Event.parseFrom(requireNonNull(reader.read()));
        assertThat(GraphDef.parseFrom(second.getGraphDef())).isEqualTo(graph);
        Event third = Event.parseFrom(requireNonNull(reader.read()));
        assertThat(third.getStep()).isEqualTo(7);
        assertThat(third.getSummary().getValue(0).getTag()).isEqualTo("accuracy");
        assertThat(third.getSummary().getValue(0).getSimpleValue()).isEqualTo(0.5f);
        assertThat(reader.read()).isNull();
      }
    }
  }
}
