package io.manabi.pipelines.preprocess;

import io.manabi.core.Sha256;
import io.manabi.core.files.Location;
import io.manabi.pipelines.Span;
import io.manabi.pipelines.passes.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Accumulators that are kept for the next run, a file for each analyzer and span: a new day's data
 * then cost only that day. The name of a file says what was computed of which data, so that it is
 * never used for anything else; any of the files can be deleted at any time.
 *
 * <p>A row that one analyzer cannot use is left out by all of the phase. If there is any such row,
 * what is kept of the span is used for the same phase only, else for any with the same analyzer.
 *
 * @param folder where they are
 */
record AnalyzerCache(Location folder) {

  /**
   * What all analyzers of a phase know of a span, or nothing if one of them is not there or was
   * written by another release.
   */
  Optional<SpanAnalysis> get(List<String> analyzers, Span span) {
    return get(analyzers, span, false).or(() -> get(analyzers, span, true));
  }

  private Optional<SpanAnalysis> get(List<String> analyzers, Span span, boolean hasBadRows) {
    List<byte[]> found = new ArrayList<>();
    long rows = 0;
    long badRows = 0;
    for (String analyzer : analyzers) {
      Optional<SpanAnalysis> one = read(file(analyzer, analyzers, span, hasBadRows));
      if (one.isEmpty() || one.get().accumulators().size() != 1) {
        return Optional.empty();
      }
      rows = one.get().rows();
      badRows = one.get().badRows();
      found.add(one.get().accumulators().get(0));
    }
    return Optional.of(new SpanAnalysis(rows, badRows, found));
  }

  private static Optional<SpanAnalysis> read(Location file) {
    try {
      if (!file.exists()) {
        return Optional.empty();
      }
      try (InputStream in = file.open()) {
        return SpanAnalysis.decode(in.readAllBytes());
      }
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  /** Keeps what the analyzers of a phase know of a span. */
  void put(List<String> analyzers, Span span, SpanAnalysis analysis) {
    try {
      folder.makeFolder();
      for (int i = 0; i < analyzers.size(); i++) {
        SpanAnalysis one =
            new SpanAnalysis(
                analysis.rows(), analysis.badRows(), List.of(analysis.accumulators().get(i)));
        WholeFile.write(
            file(analyzers.get(i), analyzers, span, analysis.badRows() > 0), one.encode());
      }
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  private Location file(String analyzer, List<String> phase, Span span, boolean hasBadRows) {
    String content = analyzer + "\n" + span + (hasBadRows ? "\n" + phase : "");
    return folder.resolve(Sha256.hex(content));
  }
}
