package io.manabi.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.Schema;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TString;

class AnalysisPhaseTest {
  private static final Schema SCHEMA = Schema.of(Column.bytes("text"));

  /** What several analyzers have in common. */
  private interface OfLengths extends Analyzer<long[]> {
    @Override
    default long[] create() {
      return new LongestText().create();
    }

    @Override
    default void add(long[] state, List<ColumnValues> inputs) {
      new LongestText().add(state, inputs);
    }

    @Override
    default long[] merge(long[] left, long[] right) {
      return new LongestText().merge(left, right);
    }

    @Override
    default byte[] encode(long[] state) {
      return new LongestText().encode(state);
    }

    @Override
    default long[] decode(byte[] bytes) {
      return new LongestText().decode(bytes);
    }

    @Override
    default List<ResultType> results() {
      return new LongestText().results();
    }

    @Override
    default List<Value> extract(long[] state) {
      return new LongestText().extract(state);
    }
  }

  private static final class Bytes {
    record Longest() implements OfLengths {}
  }

  private static final class Characters {
    record Longest() implements OfLengths {}
  }

  @Test
  void tellsAnalyzersOfTheSameShortNameApart() {
    String bytes = fingerprint(new Bytes.Longest());
    assertThat(fingerprint(new Bytes.Longest())).isEqualTo(bytes);
    assertThat(fingerprint(new Characters.Longest())).isNotEqualTo(bytes);
  }

  /** Otherwise a cache would miss all that comes after what a user adds. */
  @Test
  void knowsAnAnalyzerWhateverElseThereIs() {
    String alone = fingerprint(1, 1);
    assertThat(fingerprint(1, 1)).isEqualTo(alone);
    assertThat(fingerprint(2, 1)).isEqualTo(alone);
    assertThat(fingerprint(1, 2)).isNotEqualTo(alone);
  }

  /** Of the last of some analyzers of the same ops, which takes its text so often. */
  private static String fingerprint(int analyzers, int times) {
    return fingerprint(
        (tf, columns) -> {
          Map<String, Operand<?>> lengths = new HashMap<>();
          for (int i = 1; i <= analyzers; i++) {
            Operand<TString> upper = tf.strings.upper(columns.bytes("text"));
            Operand<TString> text =
                tf.strings.join(Collections.nCopies(i == analyzers ? times : 9, upper));
            lengths.put("longest_" + i, columns.analyze(new Bytes.Longest(), text).get(0));
          }
          return lengths;
        });
  }

  private static String fingerprint(Analyzer<?> analyzer) {
    return fingerprint(
        (tf, columns) ->
            Map.of("longest", columns.analyze(analyzer, columns.bytes("text")).get(0)));
  }

  /** Of the last analyzer. */
  private static String fingerprint(TransformFunction.Body body) {
    List<String> fingerprints =
        AnalysisPlan.of(() -> List.of(new TransformFunction("f", SCHEMA, body)))
            .next()
            .fingerprints();
    return fingerprints.get(fingerprints.size() - 1);
  }
}
