package io.manabi.transform.vocabularies;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.ManabiException;
import io.manabi.core.RowSplits;
import io.manabi.transform.Analyzer;
import io.manabi.transform.accumulators.DocumentCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;

/**
 * In how many rows each term is, and the inverse document frequency. Both have one more element
 * than terms were seen, for all terms that were not.
 *
 * @param smooth whether there is one more row that has every term
 * @param addBaseline whether the inverse is one more than the logarithm
 */
record DocumentFrequency(boolean smooth, boolean addBaseline)
    implements Analyzer<DocumentFrequency.Counts> {
  private static final int MAX_TERMS = 1 << 30;

  /** How many rows have each term. */
  static final class Counts {
    private long documents;
    private int terms;
    private long[] counts = new long[32];

    /** The last row that had a term, from 1. */
    private long[] last = new long[32];

    private void see(int term) {
      grow(term + 1);
      if (last[term] < documents) {
        last[term] = documents;
        counts[term]++;
      }
    }

    private void grow(int to) {
      terms = Math.max(terms, to);
      if (to > counts.length) {
        counts = Arrays.copyOf(counts, Math.max(to, counts.length + counts.length / 2));
        last = Arrays.copyOf(last, counts.length);
      }
    }
  }

  @Override
  public Counts create() {
    return new Counts();
  }

  @Override
  public void check(List<ColumnValues> inputs) {
    for (long term : ((ColumnValues.Int64s) inputs.get(0)).values()) {
      if (term >= MAX_TERMS) {
        throw ManabiException.user(
            String.format(
                Locale.ROOT,
                "A term has the number %d; document frequencies are counted for terms below %d.",
                term,
                MAX_TERMS));
      }
    }
  }

  @Override
  public void add(Counts counts, List<ColumnValues> inputs) {
    long[] terms = ((ColumnValues.Int64s) inputs.get(0)).values();
    RowSplits rows = inputs.get(0).splits();
    for (int row = 0; row < rows.rows(); row++) {
      counts.documents++;
      for (int i = rows.start(row); i < rows.end(row); i++) {
        counts.see((int) terms[i]);
      }
    }
  }

  @Override
  public Counts merge(Counts left, Counts right) {
    left.grow(right.terms);
    for (int term = 0; term < right.terms; term++) {
      left.counts[term] += right.counts[term];
    }
    left.documents += right.documents;
    return left;
  }

  @Override
  public byte[] encode(Counts counts) {
    DocumentCounts.Builder message = DocumentCounts.newBuilder().setDocuments(counts.documents);
    for (int term = 0; term < counts.terms; term++) {
      message.addCounts(counts.counts[term]);
    }
    return message.build().toByteArray();
  }

  @Override
  public Counts decode(byte[] bytes) {
    try {
      DocumentCounts message = DocumentCounts.parseFrom(bytes);
      Counts counts = new Counts();
      counts.documents = message.getDocuments();
      counts.grow(message.getCountsCount());
      for (int term = 0; term < counts.terms; term++) {
        counts.counts[term] = message.getCounts(term);
      }
      return counts;
    } catch (InvalidProtocolBufferException e) {
      throw ManabiException.internal(
          "What is kept of document frequencies cannot be read; delete the analyzer cache to compute them again.",
          e);
    }
  }

  @Override
  public List<ResultType> results() {
    return List.of(
        new ResultType.Tensor(ColumnType.INT64, Shape.of(-1)),
        new ResultType.Tensor(ColumnType.FLOAT, Shape.of(-1)));
  }

  @Override
  public List<Value> extract(Counts counts) {
    long[] frequencies =
        Arrays.copyOf(Arrays.copyOf(counts.counts, counts.terms), counts.terms + 1);
    float[] inverse = new float[frequencies.length];
    int more = smooth ? 1 : 0;
    int baseline = addBaseline ? 1 : 0;
    for (int term = 0; term < inverse.length; term++) {
      inverse[term] =
          (float)
              (baseline
                  + Math.log((double) (counts.documents + more) / (frequencies[term] + more)));
    }
    return List.of(
        Value.Tensor.of(frequencies), Value.Tensor.of(Shape.of(inverse.length), inverse));
  }
}
