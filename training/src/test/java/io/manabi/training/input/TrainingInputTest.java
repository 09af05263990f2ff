package io.manabi.training.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.records.TfRecordWriter;
import io.manabi.training.input.TrainingInput.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class TrainingInputTest {
  private static final int RECORDS = 12;
  private static final int BATCH = 2;
  private static final List<String> ALL =
      IntStream.range(0, RECORDS).mapToObj(String::valueOf).toList();

  @TempDir Path folder;
  @TempDir Path cache;
  private List<Path> files = List.of();

  @BeforeEach
  void writeFiles() throws IOException {
    files = List.of(folder.resolve("a.tfrecord.gz"), folder.resolve("b.tfrecord.gz"));
    for (int i = 0; i < 2; i++) {
      try (TfRecordWriter writer = TfRecordWriter.create(files.get(i))) {
        for (String record : ALL.subList(i * 5, i == 0 ? 5 : RECORDS)) {
          writer.write(record.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  @Test
  void hasEachRecordOnceAnEpochAndOrdersEpochsDifferently() {
    List<String> epochs = read(Share.ALL, InputPosition.START, 3 * RECORDS);
    List<String> first = epochs.subList(0, RECORDS);
    List<String> second = epochs.subList(RECORDS, 2 * RECORDS);
    assertThat(first).containsExactlyInAnyOrderElementsOf(ALL).isNotEqualTo(ALL);
    assertThat(second).containsExactlyInAnyOrderElementsOf(ALL).isNotEqualTo(first);
    assertThat(epochs.subList(2 * RECORDS, 3 * RECORDS))
        .containsExactlyInAnyOrderElementsOf(ALL)
        .isNotEqualTo(second);
    assertThat(read(Share.ALL, InputPosition.START, 3 * RECORDS)).isEqualTo(epochs);
  }

  @Test
  void sharesAnEpochOutAmongTasks() {
    List<String> all = read(Share.ALL, InputPosition.START, 2 * RECORDS);
    for (int task = 0; task < 3; task++) {
      int index = task;
      assertThat(read(new Share(task, 3), InputPosition.START, 2 * RECORDS / 3))
          .isEqualTo(
              IntStream.range(0, 2 * RECORDS)
                  .filter(i -> i % 3 == index)
                  .mapToObj(all::get)
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 12, 14, 24, 30})
  void goesOnWhereItWas(int behind) {
    List<String> all = read(Share.ALL, InputPosition.START, 48);
    InputPosition position = InputPosition.after(behind, RecordFiles.whole(files), cache);
    assertThat(read(Share.ALL, position, 12)).isEqualTo(all.subList(behind, behind + 12));
  }

  /** Several blocks of each of more files than are open at a time. */
  @ParameterizedTest
  @ValueSource(ints = {0, 38, 400, 602, 1210})
  void goesOnAmongManyFilesWithOtherThreads(int behind) throws IOException {
    List<Path> many = new ArrayList<>();
    for (int f = 0; f < 12; f++) {
      many.add(folder.resolve("many-" + f + ".tfrecord.gz"));
      try (TfRecordWriter writer = TfRecordWriter.create(many.get(f))) {
        for (int i = 0; i < 50; i++) {
          writer.write((f + "/" + i).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    files = many;
    List<String> all = read(Share.ALL, InputPosition.START, 1400, 1);
    assertThat(new HashSet<>(all.subList(0, 600))).hasSize(600);
    assertThat(new HashSet<>(all.subList(600, 1200))).hasSize(600);
    InputPosition position = InputPosition.after(behind, RecordFiles.whole(files), cache);
    assertThat(read(Share.ALL, position, 190, 8)).isEqualTo(all.subList(behind, behind + 190));
  }

  private List<String> read(Share share, InputPosition position, int count) {
    return read(share, position, count, 0);
  }

  private List<String> read(Share share, InputPosition position, int count, int threads) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .build();
    List<String> records = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config);
        TInt64 epoch = TInt64.scalarOf(position.epoch());
        TInt64 offset = TInt64.scalarOf(position.offset())) {
      Ops tf = Ops.create(graph);
      TrainingInput input =
          TrainingInput.build(tf, RecordFiles.whole(files), BATCH, 5, tf.constant(0L), share);
      session
          .runner()
          .feed(input.epoch(), epoch)
          .feed(input.offset(), offset)
          .addTarget(input.start())
          .run()
          .close();
      while (records.size() < count) {
        try (Result result = session.runner().fetch(input.records()).run()) {
          ((TString) result.get(0)).scalars().forEach(record -> records.add(record.getObject()));
        }
      }
    }
    return records;
  }
}
