package io.manabi.transform.vocabularies;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.Batch;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import io.manabi.transform.Accumulators;
import io.manabi.transform.AnalysisPhase;
import io.manabi.transform.AnalysisPlan;
import io.manabi.transform.AnalysisSession;
import io.manabi.transform.Preprocessing;
import io.manabi.transform.Ragged;
import io.manabi.transform.TransformFunction;
import io.manabi.transform.TransformGraph;
import io.manabi.transform.TransformSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Runs preprocessings over small batches, each of which is a part of the data. */
public final class Analyses {
  private Analyses() {}

  public static TransformGraph analyze(
      Path folder, Schema schema, TransformFunction.Body body, Batch... batches) {
    return analyze(folder, () -> List.of(new TransformFunction("f", schema, body)), batches);
  }

  public static TransformGraph analyze(Path folder, Preprocessing preprocessing, Batch... batches) {
    AnalysisPlan plan = AnalysisPlan.of(preprocessing);
    while (!plan.isComplete()) {
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
      plan = plan.resolve(all, folder);
    }
    return plan.graph();
  }

  /** Each row by itself, so that everything is merged. */
  public static Batch[] rows(Batch batch) {
    return IntStream.range(0, batch.rows())
        .mapToObj(row -> batch.rows(row, row + 1))
        .toArray(Batch[]::new);
  }

  /** What belongs to all data, as the only row of a batch. */
  public static <T extends TType> Ragged<T> onlyRow(Ops tf, Operand<T> values) {
    Operand<T> flat = tf.reshape(values, tf.array(-1));
    Operand<TInt64> size = tf.size(flat, TInt64.class);
    return new Ragged<>(flat, tf.stack(List.of(tf.constant(0L), size)));
  }

  public static ColumnValues apply(
      TransformGraph graph, String function, String output, Batch batch) {
    try (TransformSession session = new TransformSession(graph, function)) {
      return session.apply(batch).column(output);
    }
  }

  public static long[] int64s(TransformGraph graph, String output, Batch batch) {
    return ((ColumnValues.Int64s) apply(graph, "f", output, batch)).values();
  }

  public static List<String> strings(ColumnValues values) {
    return Arrays.stream(((ColumnValues.Bytes) values).values())
        .map(value -> new String(value, UTF_8))
        .toList();
  }

  public static ColumnValues.Bytes bytes(String... values) {
    return new ColumnValues.Bytes(
        Stream.of(values).map(value -> value.getBytes(UTF_8)).toArray(byte[][]::new));
  }

  public static List<String> lines(TransformGraph graph, String name) {
    try {
      return Files.readAllLines(graph.asset(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
