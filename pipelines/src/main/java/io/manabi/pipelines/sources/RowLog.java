package io.manabi.pipelines.sources;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.RowProblem;
import io.manabi.core.example.Example;
import io.manabi.pipelines.BadRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The rows of a batch as they are in the file: to be shown if one turns out to be bad. */
final class RowLog {
  /** How many rows a batch has. */
  static final int ROWS = 1000;

  /** A batch of long rows ends here: a thousand of them would be too much for the memory. */
  static final int BYTES = 8 << 20;

  private static final int MAX_CHARACTERS = 1000;
  private static final int MAX_BYTES = 4 * MAX_CHARACTERS;

  private final String file;
  private byte[] content = new byte[1 << 17];
  private final int[] ends = new int[ROWS + 1];
  private final long[] lines = new long[ROWS];
  private int rows;

  RowLog(String file) {
    this.file = file;
  }

  void clear() {
    rows = 0;
  }

  void add(byte[] data, int from, int to, long line) {
    int length = Math.min(to - from, MAX_BYTES);
    int begin = ends[rows];
    if (begin + length > content.length) {
      content = Arrays.copyOf(content, Math.max(2 * content.length, begin + length));
    }
    System.arraycopy(data, from, content, begin, length);
    lines[rows++] = line;
    ends[rows] = begin + length;
  }

  BadRow describe(int row, RowProblem problem) {
    String text = new String(content, ends[row], ends[row + 1] - ends[row], StandardCharsets.UTF_8);
    return badRow(file, lines[row], problem, text);
  }

  /** A bad row with so much of its content as one wants to see. */
  static BadRow badRow(String file, long line, RowProblem problem, String content) {
    return new BadRow(
        file,
        line,
        problem.column(),
        problem.reason(),
        content.length() <= MAX_CHARACTERS ? content : content.substring(0, MAX_CHARACTERS));
  }

  /** What an Example holds, in one line of protobuf's text format. */
  static String text(byte[] example) {
    try {
      return Example.parseFrom(example).toString().replaceAll("\\s+", " ").strip();
    } catch (InvalidProtocolBufferException e) {
      return example.length + " bytes";
    }
  }

  /** Describes the row that was added last, which is not part of the batch. */
  BadRow removeLast(RowProblem problem) {
    BadRow row = describe(rows - 1, problem);
    rows--;
    return row;
  }
}
