package io.manabi.pipelines.validation;

import io.manabi.pipelines.statistics.Histogram;
import io.manabi.pipelines.statistics.NumberStatistics;
import io.manabi.pipelines.validation.Distance.Cell;
import java.util.ArrayList;
import java.util.List;

/** The shares of numbers of two data sets in the same buckets. */
final class BucketCells {
  private BucketCells() {}

  /**
   * The buckets of both, from low to high.
   *
   * @param whole whether all numbers are integers
   */
  static List<Cell> of(NumberStatistics before, NumberStatistics after, boolean whole) {
    double[] borders =
        Histogram.borders(
            Math.min(before.min(), after.min()), Math.max(before.max(), after.max()), whole);
    borders[0] = Math.min(borders[0], Math.min(lowest(before), lowest(after)));
    int last = borders.length - 1;
    borders[last] = Math.max(borders[last], Math.max(highest(before), highest(after)));
    List<Histogram.Bucket> left = before.histogram().rebin(borders).buckets();
    List<Histogram.Bucket> right = after.histogram().rebin(borders).buckets();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      cells.add(
          new Cell(
              Chart.label(left.get(i)),
              left.get(i).count() / before.finite(),
              right.get(i).count() / after.finite()));
    }
    return cells;
  }

  private static double lowest(NumberStatistics numbers) {
    return numbers.histogram().buckets().get(0).low();
  }

  private static double highest(NumberStatistics numbers) {
    List<Histogram.Bucket> buckets = numbers.histogram().buckets();
    return buckets.get(buckets.size() - 1).high();
  }

  /** The Jensen-Shannon divergence of the shares. */
  static double divergence(List<Cell> cells) {
    return cells.stream().mapToDouble(BucketCells::divergence).sum();
  }

  private static double divergence(Cell cell) {
    double middle = (cell.before() + cell.after()) / 2;
    return (part(cell.before(), middle) + part(cell.after(), middle)) / 2;
  }

  private static double part(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
  }
}
