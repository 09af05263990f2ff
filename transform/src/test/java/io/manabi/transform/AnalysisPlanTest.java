package io.manabi.transform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTableFromTextFile;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class AnalysisPlanTest {
  private static final Schema NUMBERS = Schema.of(Column.floats("x"));
  private static final Schema WORDS =
      Schema.of(Column.bytes("word").optional(), Column.bytes("tags").ragged());

  /** The largest of all numbers, or of their negatives. */
  private record Largest(boolean negated) implements Analyzer<float[]> {
    @Override
    public float[] create() {
      return new float[] {Float.NEGATIVE_INFINITY};
    }

    @Override
    public void add(float[] largest, List<ColumnValues> inputs) {
      for (float value : ((ColumnValues.Floats) inputs.get(0)).values()) {
        largest[0] = Math.max(largest[0], negated ? -value : value);
      }
    }

    @Override
    public float[] merge(float[] left, float[] right) {
      return new float[] {Math.max(left[0], right[0])};
    }

    @Override
    public byte[] encode(float[] largest) {
      return ByteBuffer.allocate(4).putFloat(largest[0]).array();
    }

    @Override
    public float[] decode(byte[] bytes) {
      return new float[] {ByteBuffer.wrap(bytes).getFloat()};
    }

    @Override
    public List<ResultType> results() {
      return List.of(new ResultType.Tensor(ColumnType.FLOAT, Shape.scalar()));
    }

    @Override
    public List<Value> extract(float[] largest) {
      return List.of(Value.Tensor.scalar(negated ? -largest[0] : largest[0]));
    }
  }

  /** The different strings, sorted, in a file. */
  private record Different(String file) implements Analyzer<Collection<String>> {
    @Override
    public Collection<String> create() {
      return new TreeSet<>();
    }

    @Override
    public void add(Collection<String> words, List<ColumnValues> inputs) {
      for (byte[] word : ((ColumnValues.Bytes) inputs.get(0)).values()) {
        words.add(new String(word, UTF_8));
      }
    }

    @Override
    public Collection<String> merge(Collection<String> left, Collection<String> right) {
      left.addAll(right);
      return left;
    }

    @Override
    public byte[] encode(Collection<String> words) {
      return String.join("\n", words).getBytes(UTF_8);
    }

    @Override
    public Collection<String> decode(byte[] bytes) {
      return new TreeSet<>(List.of(new String(bytes, UTF_8).split("\n")));
    }

    @Override
    public List<ResultType> results() {
      return List.of(new ResultType.Asset(file));
    }

    @Override
    public List<Value> extract(Collection<String> words) {
      return List.of(new Value.Lines(words.stream().map(word -> word.getBytes(UTF_8)).toList()));
    }
  }

  @Test
  void resolvesAnalyzersOfAnalyzersInAsFewPassesAsTheyNeed(@TempDir Path folder) {
    AnalysisPlan plan =
        AnalysisPlan.of(
            () ->
                List.of(
                    new TransformFunction("scaled", NUMBERS, AnalysisPlanTest::scaled),
                    new TransformFunction(
                        "max",
                        NUMBERS,
                        (tf, columns) -> Map.of("max", largest(columns, columns.floats("x"))))));
    assertThat(plan.phases()).isEqualTo(2);
    assertThat(plan.next().size()).isEqualTo(2);

    TransformGraph graph = analyze(plan, folder, numbers(2, 6), numbers(10, 4));

    assertThat(apply(graph, "scaled", numbers(2, 10, 4))).containsExactly(0f, 1f, 0.25f);
    assertThat(apply(graph, "max", numbers(1, 1))).containsExactly(10f, 10f);
  }

  @Test
  void asksTheSameOfTheSameOnce() {
    AnalysisPlan plan =
        AnalysisPlan.of(
            () ->
                List.of(
                    new TransformFunction(
                        "twice",
                        NUMBERS,
                        (tf, columns) ->
                            Map.of(
                                "a", largest(columns, columns.floats("x")),
                                "b", largest(columns, columns.floats("x"))))));
    assertThat(plan.next().size()).isEqualTo(1);
  }

  @Test
  void takesFilesAlong(@TempDir Path folder) throws IOException {
    TransformGraph analyzed =
        analyze(AnalysisPlan.of(AnalysisPlanTest::words), folder, words("b", "a", "c"));
    analyzed.write(folder.resolve("saved"));
    Files.delete(folder.resolve("words"));

    TransformGraph graph = TransformGraph.read(folder.resolve("saved"));
    assertThat(graph.lines("words")).isEqualTo(3);
    try (TransformSession session = new TransformSession(graph, "indices")) {
      Batch result = session.apply(words("b", "zz", "a", ""));
      assertThat(((ColumnValues.Int64s) result.column("index")).values())
          .containsExactly(1, -1, 0, -1);
      ColumnValues.Int64s tags = (ColumnValues.Int64s) result.column("tags");
      assertThat(tags.values()).containsExactly(1, 1, 1);
      assertThat(tags.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 0, 1, 3, 3}));
    }
  }

  @Test
  void fillsTablesInAnotherGraph(@TempDir Path folder) {
    TransformGraph graph = analyze(AnalysisPlan.of(AnalysisPlanTest::words), folder, words("b"));
    try (Graph target = new Graph()) {
      Ops tf = Ops.create(target);
      assertThat(graph.inputs("indices", List.of("index")).columns())
          .containsExactly(Column.bytes("word").optional());
      ImportedFunction imported =
          graph.importInto(
              tf,
              "indices",
              Map.of("tags", tf.reshape(tf.array("", "b", "c", ""), tf.array(2, 2))),
              List.of("tags"));
      assertThat(imported.assets().values()).containsExactly(folder.resolve("words"));
      try (Session session = new Session(target)) {
        Session.Runner initialize = session.runner();
        imported.initializers().forEach(initialize::addTarget);
        initialize.run().close();
        try (Result result =
            session
                .runner()
                .fetch(imported.outputs().get("tags"))
                .fetch(imported.outputs().get("tags.row_splits"))
                .run()) {
          assertThat(((TInt64) result.get(0)).getLong(0)).isZero();
          assertThat(((TInt64) result.get(0)).getLong(1)).isEqualTo(-1);
          assertThat(((TInt64) result.get(1)).getLong(1)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void tellsTheSameAnalyzerOfOtherDataApart(@TempDir Path folder) {
    AnalysisPlan plan =
        AnalysisPlan.of(
            () -> List.of(new TransformFunction("scaled", NUMBERS, AnalysisPlanTest::scaled)));
    List<String> first = plan.next().fingerprints();
    assertThat(plan.next().fingerprints()).isEqualTo(first);
    AnalysisPhase two = resolved(plan, folder, numbers(2)).next();
    assertThat(two.fingerprints()).isNotEqualTo(first);
    assertThat(resolved(plan, folder, numbers(2, 3)).next().fingerprints())
        .isEqualTo(two.fingerprints());
    assertThat(resolved(plan, folder, numbers(1)).next().fingerprints())
        .isNotEqualTo(two.fingerprints());
  }

  @Test
  void needsAPassIfThereAreAnalyzers() {
    assertThatThrownBy(
            () ->
                TransformGraph.compile(
                    () ->
                        List.of(
                            new TransformFunction("scaled", NUMBERS, AnalysisPlanTest::scaled))))
        .hasMessageContaining("The preprocessing has 2 analyzers, which need a pass over the data");
  }

  @Test
  void refusesFilesThatNobodyMakes() {
    assertThatThrownBy(
            () ->
                AnalysisPlan.of(
                    () ->
                        List.of(
                            new TransformFunction(
                                "f",
                                NUMBERS,
                                (tf, columns) ->
                                    Map.of(
                                        "x",
                                        tf.fill(
                                            tf.shape(columns.floats("x")),
                                            columns.asset("nobody")))))))
        .hasMessageContaining("uses the file 'nobody', but none of its functions computes it");
  }

  private static Map<String, Operand<?>> scaled(Ops tf, Columns columns) {
    Operand<TFloat32> x = columns.floats("x");
    Operand<TFloat32> shifted =
        tf.math.sub(
            x, columns.analyze(new Largest(true), x).get(0).asOutput().expect(TFloat32.class));
    return Map.of("scaled", tf.math.div(shifted, largest(columns, shifted)));
  }

  private static Operand<TFloat32> largest(Columns columns, Operand<TFloat32> of) {
    return columns.analyze(new Largest(false), of).get(0).asOutput().expect(TFloat32.class);
  }

  private static List<TransformFunction> words() {
    return List.of(
        new TransformFunction(
            "indices",
            WORDS,
            (tf, columns) -> {
              Operand<TString> file =
                  columns
                      .analyze(new Different("words"), columns.bytes("word"))
                      .get(0)
                      .asOutput()
                      .expect(TString.class);
              HashTable table = tf.hashTable(TString.class, TInt64.class);
              columns.initializer(
                  InitializeTableFromTextFile.create(
                      tf.scope(), table.tableHandle(), file, -2L, -1L));
              Ragged<TString> tags = columns.raggedBytes("tags");
              return Map.of(
                  "index",
                  tf.lookupTableFind(table, columns.bytes("word"), tf.constant(-1L)),
                  "tags",
                  tags.with(tf.lookupTableFind(table, tags.values(), tf.constant(-1L))));
            }));
  }

  private static AnalysisPlan resolved(AnalysisPlan plan, Path folder, Batch... batches) {
    AnalysisPhase phase = plan.next();
    Accumulators all = phase.create();
    try (AnalysisSession session = phase.open()) {
      for (Batch batch : batches) {
        Accumulators part = phase.create();
        session.add(batch, part);
        for (int i = 0; i < phase.size(); i++) {
          all.merge(i, part.encode(i));
        }
      }
    }
    return plan.resolve(all, folder);
  }

  private static TransformGraph analyze(AnalysisPlan start, Path folder, Batch... batches) {
    AnalysisPlan plan = start;
    while (!plan.isComplete()) {
      plan = resolved(plan, folder, batches);
    }
    return plan.graph();
  }

  private static float[] apply(TransformGraph graph, String function, Batch batch) {
    try (TransformSession session = new TransformSession(graph, function)) {
      return ((ColumnValues.Floats) session.apply(batch).columns().get(0)).values();
    }
  }

  private static Batch numbers(float... values) {
    return Batch.of(NUMBERS, new ColumnValues.Floats(values));
  }

  /** Each row has a word, and has it as often as a tag as its number's halved says. */
  private static Batch words(String... words) {
    byte[][] values = new byte[words.length][];
    int[] splits = new int[words.length + 1];
    for (int i = 0; i < words.length; i++) {
      values[i] = words[i].getBytes(UTF_8);
      splits[i + 1] = i == 0 || i == 3 ? splits[i] : splits[i] + i;
    }
    byte[][] tags = new byte[splits[words.length]][];
    Arrays.fill(tags, "b".getBytes(UTF_8));
    return Batch.of(
        WORDS,
        new ColumnValues.Bytes(values),
        new ColumnValues.Bytes(tags, RowSplits.ragged(splits)));
  }
}
