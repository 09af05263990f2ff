package io.manabi.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.AnalysisSession;
import io.manabi.transform.Analyzer;
import io.manabi.transform.Columns;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTableFromTextFile;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Rows about people, of whom some are rich: missing and ragged values, vocabularies, an inverse.
 */
final class PeoplePreprocessing implements Preprocessing {
  static final Schema RAW =
      Schema.of(
          Column.int64("age").withDefault(40L),
          Column.bytes("job").optional(),
          Column.bytes("words").ragged(),
          Column.bytes("income"));
  static final int WORD_BUCKETS = 32;

  private static final long WHOLE_LINE = -2;
  private static final long LINE_NUMBER = -1;

  @Override
  public List<TransformFunction> functions() {
    return List.of(
        new TransformFunction("features", RAW, PeoplePreprocessing::features),
        new TransformFunction(
            "income", Schema.of(Column.int64("index")), PeoplePreprocessing::income));
  }

  private static Map<String, Operand<?>> features(Ops tf, Columns columns) {
    Ragged<TString> words = columns.raggedBytes("words");
    Operand<TFloat32> age = columns.floats("age");
    return Map.of(
        "age", tf.math.mul(tf.math.sub(age, tf.constant(40f)), tf.constant(0.05f)),
        "job", indices(tf, columns, "job", "jobs"),
        "words", words.with(tf.strings.toHashBucketFast(words.values(), (long) WORD_BUCKETS)),
        "label", indices(tf, columns, "income", "incomes"));
  }

  private static Operand<TInt64> indices(Ops tf, Columns columns, String column, String file) {
    Operand<TString> values = columns.bytes(column);
    Operand<?> vocabulary = columns.analyze(new Vocabulary(file), values).get(0);
    HashTable table =
        table(
            tf,
            columns,
            vocabulary.asOutput().expect(TString.class),
            TString.class,
            WHOLE_LINE,
            TInt64.class,
            LINE_NUMBER);
    return tf.lookupTableFind(table, values, tf.constant(-1L));
  }

  private static Map<String, Operand<?>> income(Ops tf, Columns columns) {
    HashTable table =
        table(
            tf,
            columns,
            columns.asset("incomes"),
            TInt64.class,
            LINE_NUMBER,
            TString.class,
            WHOLE_LINE);
    return Map.of(
        "income", tf.lookupTableFind(table, columns.int64s("index"), tf.constant("unknown")));
  }

  private static HashTable table(
      Ops tf,
      Columns columns,
      Operand<TString> file,
      Class<? extends TType> keys,
      long key,
      Class<? extends TType> values,
      long value) {
    HashTable table = tf.hashTable(keys, values);
    columns.initializer(
        InitializeTableFromTextFile.create(tf.scope(), table.tableHandle(), file, key, value));
    return table;
  }

  /** The graph with the vocabularies of these rows. */
  static TransformGraph analyze(Batch rows, Path folder) {
    AnalysisPlan plan = AnalysisPlan.of(new PeoplePreprocessing());
    while (!plan.isComplete()) {
      AnalysisPhase phase = plan.next();
      Accumulators all = phase.create();
      try (AnalysisSession session = phase.open()) {
        session.add(rows, all);
      }
      plan = plan.resolve(all, folder);
    }
    return plan.graph();
  }

  /** The different strings but the empty one, sorted, in a file. */
  private record Vocabulary(String file) implements Analyzer<TreeSet<String>> {
    @Override
    public TreeSet<String> create() {
      return new TreeSet<>();
    }

    @Override
    public void add(TreeSet<String> words, List<ColumnValues> inputs) {
      for (byte[] word : ((ColumnValues.Bytes) inputs.get(0)).values()) {
        if (word.length > 0) {
          words.add(new String(word, UTF_8));
        }
      }
    }

    @Override
    public TreeSet<String> merge(TreeSet<String> left, TreeSet<String> right) {
      left.addAll(right);
      return left;
    }

    @Override
    public byte[] encode(TreeSet<String> words) {
      return String.join("\n", words).getBytes(UTF_8);
    }

    @Override
    public TreeSet<String> decode(byte[] bytes) {
      return new TreeSet<>(List.of(new String(bytes, UTF_8).split("\n")));
    }

    @Override
    public List<ResultType> results() {
      return List.of(new ResultType.Asset(file));
    }

    @Override
    public List<Value> extract(TreeSet<String> words) {
      return List.of(new Value.Lines(words.stream().map(word -> word.getBytes(UTF_8)).toList()));
    }
  }
}
