package io.manabi.training.watch;

import io.manabi.training.events.Picture;
import java.util.List;
import java.util.Locale;

/**
 * Which classes are taken for which.
 *
 * @param classes their names
 * @param counts how many examples there are, a row for each true class
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record ConfusionTable(List<String> classes, float[] counts) {
  private static final int SIDE = 320;

  /** Rows are true classes, columns those that were said: black is all of a row, white none. */
  Picture picture() {
    int size = classes.size();
    float[] points = new float[size * size];
    for (int row = 0; row < size; row++) {
      float sum = 0;
      for (int column = 0; column < size; column++) {
        sum += counts[row * size + column];
      }
      for (int column = 0; column < size; column++) {
        points[row * size + column] = 1 - (sum > 0 ? counts[row * size + column] / sum : 0);
      }
    }
    return new Picture(size, size, 1, points).enlarged(Math.max(1, SIDE / size));
  }

  /** The counts with the names of the classes. */
  String markdown() {
    StringBuilder table = new StringBuilder("| true \\ said |");
    classes.forEach(name -> table.append(' ').append(name).append(" |"));
    table.append("\n| --- |").append(" ---: |".repeat(classes.size())).append('\n');
    for (int row = 0; row < classes.size(); row++) {
      table.append("| **").append(classes.get(row)).append("** |");
      for (int column = 0; column < classes.size(); column++) {
        table.append(String.format(Locale.ROOT, " %.0f |", counts[row * classes.size() + column]));
      }
      table.append('\n');
    }
    return table.toString();
  }
}
