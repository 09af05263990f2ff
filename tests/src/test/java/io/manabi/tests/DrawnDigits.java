package io.manabi.tests;

import static java.util.Objects.requireNonNull;

import io.manabi.tests.DrawPage.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Twenty digits as people write them, two of each, of varied size, place, slant and thickness. A
 * stroke is a smooth curve (Catmull-Rom) through its points, which are given on a grid of 100.
 */
final class DrawnDigits {
  private DrawnDigits() {}

  /**
   * A digit.
   *
   * @param digit what it is
   * @param pen the thickness of the pen
   * @param strokes its strokes, on the canvas
   */
  record Drawn(int digit, int pen, List<List<Point>> strokes) {}

  /** Where and how a shape is put on the canvas. */
  private record Place(double x, double y, double size, double slant) {
    Point put(double px, double py) {
      double slanted = px + slant * (50 - py);
      return new Point(x + slanted / 100 * size, y + py / 100 * size);
    }
  }

  static List<Drawn> all() throws IOException {
    try (InputStream in = DrawnDigits.class.getResourceAsStream("drawn-digits.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(DrawnDigits::parse)
          .toList();
    }
  }

  private static Drawn parse(String line) {
    List<String> parts = List.of(line.split(": ", -1));
    List<Double> numbers = Stream.of(parts.get(0).split(" ", -1)).map(Double::parseDouble).toList();
    Place place = new Place(numbers.get(2), numbers.get(3), numbers.get(4), numbers.get(5));
    List<List<Point>> strokes = new ArrayList<>();
    for (String stroke : parts.get(1).split("/", -1)) {
      List<double[]> points = new ArrayList<>();
      for (String pair : stroke.split(",", -1)) {
        int space = pair.indexOf(' ');
        points.add(
            new double[] {
              Double.parseDouble(pair.substring(0, space)),
              Double.parseDouble(pair.substring(space + 1))
            });
      }
      strokes.add(curve(points, place));
    }
    return new Drawn(numbers.get(0).intValue(), numbers.get(1).intValue(), strokes);
  }

  private static List<Point> curve(List<double[]> points, Place place) {
    int steps = 6;
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i + 1 < points.size(); i++) {
      double[] before = points.get(Math.max(0, i - 1));
      double[] from = points.get(i);
      double[] to = points.get(i + 1);
      double[] after = points.get(Math.min(points.size() - 1, i + 2));
      for (int s = i == 0 ? 0 : 1; s <= steps; s++) {
        double t = (double) s / steps;
        curve.add(
            place.put(
                spline(before[0], from[0], to[0], after[0], t),
                spline(before[1], from[1], to[1], after[1], t)));
      }
    }
    return curve;
  }

  private static double spline(double p0, double p1, double p2, double p3, double t) {
    return 0.5
        * (2 * p1
            + (p2 - p0) * t
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
            + (3 * p1 - p0 - 3 * p2 + p3) * t * t * t);
  }
}
