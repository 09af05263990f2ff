package io.manabi.pipelines.preprocess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.S3Store;
import io.manabi.pipelines.preprocess.PreprocessJob.Settings;
import io.manabi.pipelines.sources.CsvFormat;
import io.manabi.pipelines.sources.CsvSource;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.mappers.Scaling;
import io.manabi.transform.vocabularies.Vocabularies;
import io.manabi.transform.vocabularies.Vocabulary;
import io.manabi.transform.vocabularies.VocabularyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;

/** All that a job reads and writes is in a store that workers reach over the network. */
class RemoteOutputIT {
  private static final Schema SCHEMA = Schema.of(Column.bytes("word"), Column.int64("n"));
  private static final int WORDS = 20_000;

  /** The second analyzer reads what the first one found, which workers look up in its file. */
  private static final Preprocessing PREPROCESSING =
      () -> List.of(new TransformFunction("features", SCHEMA, RemoteOutputIT::features));

  @SuppressWarnings("NullAway.Init")
  private static S3Store store;

  @TempDir private Path folder;

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Vocabulary words =
        Vocabularies.vocabulary(
            columns, columns.bytes("word"), VocabularyOptions.named("words").withStoreFrequency());
    Operand<?> index = Vocabularies.applyVocabulary(columns, columns.bytes("word"), words);
    Operand<TFloat32> number = tf.dtypes.cast(index.asOutput(), TFloat32.class);
    return Map.of("index", index, "z", Scaling.scaleToZScore(columns, number));
  }

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    store = S3Store.create("preprocess");
  }

  @Test
  void givesTheSameAsOnThisMachine() throws IOException {
    StringBuilder text = new StringBuilder("word,n\n");
    for (int row = 0; row < WORDS; row++) {
      text.append("word-").append(row).append(',').append(row % 7 == 3 ? "x" : row).append('\n');
    }
    store.write("same/in/day-1.csv", text.append("word-0,0\nword-0,0\n").toString());
    store.write("same/in/day-2.csv", "word,n\nword-1,1\nnew,1\n");
    RecordSource days = rows("same/in/day-*.csv");
    Settings settings = settings().withMaxBadFraction(0.2).withDeduplication(List.of());
    PreprocessResult here = run(Location.of(folder.resolve("out")), settings, days);
    Location output = store.at("same/out");
    PreprocessResult there = run(output, settings, days);
    assertThat(messages(store.content("same/out/"))).isEqualTo(messages(content()));
    assertThat(there.badRows()).isEqualTo(here.badRows()).isEqualTo(WORDS / 7);
    assertThat(there.duplicates()).isEqualTo(here.duplicates()).isEqualTo(3);
    assertThat(there.transform()).isEqualTo(output.resolve("transform"));
    assertThat(there.dataSet("train").files().get(0))
        .isEqualTo(output.resolve("train-00000-of-00002.tfrecord"));
    assertThat(there.dataSet("train").bytes()).isEqualTo(here.dataSet("train").bytes());
    assertThat(store.content("same/").keySet())
        .as("nothing is left but the output")
        .allMatch(name -> name.startsWith("out/") || name.startsWith("in/"));
  }

  @Test
  void analyzesOnlyWhatIsNewAndReplacesTheFormerOutput() throws IOException {
    store.write("days/in/1.csv", "word,n\na,1\nb,2\n");
    Settings settings = settings().withCache(store.at("days/cache"));
    Location output = store.at("days/out");
    run(output, settings, rows("days/in/*.csv"));
    Map<String, byte[]> first = store.content("days/out/");
    store.write("days/out/train-old.tfrecord", "");
    List<Long> analyzed = new ArrayList<>();
    PreprocessPipeline.run(
        job(output, settings, rows("days/in/*.csv"))
            .withProgress(
                progress -> {
                  if (progress.what().equals("analyze")) {
                    analyzed.add(progress.rows());
                  }
                }));
    assertThat(analyzed).as("rows that are analyzed again").isEmpty();
    assertThat(messages(store.content("days/out/"))).isEqualTo(messages(first));
    assertThat(names("days/")).containsExactlyInAnyOrder("in", "out", "cache");
  }

  @Test
  void leavesTheFormerOutputAndNothingElseWhenItFails() throws IOException {
    store.write("fails/in.csv", "word,n\na,1\nb,2\n");
    Location output = store.at("fails/out");
    run(output, settings(), rows("fails/in.csv"));
    Map<String, byte[]> former = store.content("fails/out/");
    store.write("fails/in.csv", "word,n\na,1\nb,x\n");
    assertThatThrownBy(() -> run(output, settings(), rows("fails/in.csv")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("1 of 2 rows (50.00 %) cannot be used")
        .hasMessageContaining("The first is s3://preprocess/fails/in.csv line 3, column 'n'")
        .hasMessageEndingWith("All are in s3://preprocess/fails/out.quarantine.jsonl.");
    assertThat(messages(store.content("fails/out/"))).isEqualTo(messages(former));
    assertThat(names("fails/")).containsExactlyInAnyOrder("in.csv", "out", "out.quarantine.jsonl");
  }

  @Test
  void replacesNothingOfOthers() throws IOException {
    store.write("others/in.csv", "word,n\na,1\n");
    RecordSource rows = rows("others/in.csv");
    assertRefused(
        store.at("others/in.csv"), rows, "is a file, which would be lost; name a folder.");
    assertRefused(store.at("others"), rows, "has files that preprocessing did not write");
    Location output = store.at("others/out");
    run(output, settings(), rows);
    store.write("others/out/in.csv", "word,n\na,1\n");
    assertRefused(output, rows("others/out/in.csv"), "is in the output folder");
    assertThat(names("others/")).containsExactlyInAnyOrder("in.csv", "out");
  }

  @Test
  void replacesAnOutputThatWasBrokenOff() throws IOException {
    store.write("broken/in.csv", "word,n\na,1\n");
    Location output = store.at("broken/out");
    run(output, settings(), rows("broken/in.csv"));
    Set<String> whole = store.content("broken/out/").keySet();
    for (String name : whole) {
      if (!name.equals("raw_metadata/schema.pbtxt")) {
        output.resolve(name).delete();
      }
    }
    run(output, settings(), rows("broken/in.csv"));
    assertThat(store.content("broken/out/").keySet()).isEqualTo(whole);
  }

  private void assertRefused(Location output, RecordSource rows, String message) {
    assertThatThrownBy(() -> run(output, settings(), rows))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(message);
  }

  private static Settings settings() {
    return Settings.DEFAULT.withShards(2).withRunner(store.runner());
  }

  private static RecordSource rows(String glob) {
    return CsvSource.of(SCHEMA, List.of("s3://preprocess/" + glob), CsvFormat.rfc4180());
  }

  private static PreprocessResult run(Location output, Settings settings, RecordSource rows) {
    return PreprocessPipeline.run(job(output, settings, rows));
  }

  private static PreprocessJob job(Location output, Settings settings, RecordSource rows) {
    return PreprocessJob.of(PREPROCESSING, "features", Map.of("train", rows), output)
        .with(settings);
  }

  /** What is directly in a folder of the store. */
  private static List<String> names(String below) throws IOException {
    return store.content(below).keySet().stream()
        .map(name -> name.split("/", 2)[0])
        .distinct()
        .toList();
  }

  private Map<String, byte[]> content() throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    Path output = folder.resolve("out");
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(output.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }

  /** The graph as a message, as its bytes are in any order, else text. */
  private static Map<String, Object> messages(Map<String, byte[]> content) throws IOException {
    Map<String, Object> messages = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      messages.put(
          file.getKey(),
          file.getKey().endsWith("saved_model.pb")
              ? SavedModel.parseFrom(file.getValue())
              : new String(file.getValue(), ISO_8859_1));
    }
    assertThat(messages).containsKey("transform/saved_model.pb");
    return messages;
  }
}
