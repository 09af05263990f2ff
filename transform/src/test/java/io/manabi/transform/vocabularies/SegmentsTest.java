package io.manabi.transform.vocabularies;

import static io.manabi.transform.vocabularies.Analyses.analyze;
import static io.manabi.transform.vocabularies.Analyses.apply;
import static io.manabi.transform.vocabularies.Analyses.bytes;
import static io.manabi.transform.vocabularies.Analyses.strings;
import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.Batch;
import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowSplits;
import io.manabi.core.Schema;
import io.manabi.transform.TransformGraph;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
  private static final Schema SCHEMA =
      Schema.of(
          Column.bytes("words").ragged(), Column.int64("ints").ragged(), Column.int64("segment"));

  @TempDir private Path folder;

  @Test
  void leavesEachValueOfARowWhereItComesFirst() {
    Batch rows =
        batch(
            new int[] {0, 4, 4, 7},
            new String[] {"b", "é", "b", "a", "b", "b", "é"},
            new long[] {3, 3, -1, 3, 3, 7, 7},
            0,
            0,
            0);
    ColumnValues words = apply(graph(), "f", "words", rows);
    assertThat(strings(words)).containsExactly("b", "é", "a", "b", "é");
    assertThat(words.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 3, 3, 5}));
    ColumnValues ints = apply(graph(), "f", "ints", rows);
    assertThat(((ColumnValues.Int64s) ints).values()).containsExactly(3, -1, 3, 7);
    assertThat(ints.splits()).isEqualTo(RowSplits.ragged(new int[] {0, 2, 2, 4}));
  }

  @Test
  void leavesNothingOfRowsWithoutValues() {
    Batch rows = batch(new int[] {0, 0, 0}, new String[0], new long[0], 0, 0);
    assertThat(apply(graph(), "f", "words", rows).splits()).isEqualTo(RowSplits.ragged(new int[3]));
  }

  /** The example of tft.segment_indices, and a segment that has no elements. */
  @Test
  void tellsThePositionInTheSegment() {
    Batch rows = batch(new int[8], new String[0], new long[0], 0, 0, 1, 2, 2, 2, 9);
    assertThat(((ColumnValues.Int64s) apply(graph(), "f", "position", rows)).values())
        .containsExactly(0, 1, 0, 0, 1, 2, 0);
  }

  private TransformGraph graph() {
    return analyze(
        folder,
        SCHEMA,
        (tf, columns) ->
            Map.of(
                "words",
                Segments.deduplicateTensorPerRow(columns, columns.raggedBytes("words")),
                "ints",
                Segments.deduplicateTensorPerRow(columns, columns.raggedInt64s("ints")),
                "position",
                Segments.segmentIndices(columns, columns.int64s("segment"))));
  }

  private static Batch batch(int[] splits, String[] words, long[] ints, long... segments) {
    RowSplits rows = RowSplits.ragged(splits);
    return Batch.of(
        SCHEMA,
        new ColumnValues.Bytes(bytes(words).values(), rows),
        new ColumnValues.Int64s(ints, rows),
        new ColumnValues.Int64s(segments));
  }
}
