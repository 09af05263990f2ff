package io.manabi.tests;

import io.manabi.tests.DrawPage.Point;
import java.util.ArrayList;
import java.util.List;

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

  static List<Drawn> all() {
    List<Drawn> all = new ArrayList<>();
    add(
        all,
        0,
        18,
        new Place(0.18, 0.15, 0.68, 0),
        "50 5,22 20,12 50,22 82,50 95,78 80,88 50,76 18,50 5");
    add(
        all,
        0,
        12,
        new Place(0.45, 0.1, 0.4, 0.15),
        "55 4,30 16,20 50,30 86,50 96,72 84,80 48,70 14,52 3");
    add(all, 1, 18, new Place(0.15, 0.12, 0.75, 0.08), "50 5,50 35,50 65,50 95");
    add(all, 1, 14, new Place(0.4, 0.35, 0.5, 0), "34 26,44 16,54 4/54 4,54 34,54 66,54 96");
    add(
        all,
        2,
        20,
        new Place(0.15, 0.13, 0.7, 0),
        "20 28,30 10,52 4,74 14,78 34,62 58,40 78,18 94/18 94,50 93,84 93");
    add(
        all,
        2,
        12,
        new Place(0.08, 0.42, 0.48, 0.1),
        "22 24,36 8,58 6,72 20,68 40,46 66,22 92,30 92,56 90,82 92");
    add(
        all,
        3,
        18,
        new Place(0.16, 0.12, 0.72, 0),
        "22 14,44 4,68 10,72 28,58 44,42 48/42 48,68 54,78 72,66 90,42 96,20 86");
    add(
        all,
        3,
        14,
        new Place(0.48, 0.4, 0.46, 0.1),
        "24 10,50 5,72 14,70 32,48 46,70 56,76 74,62 92,38 95,20 88");
    add(
        all,
        4,
        18,
        new Place(0.14, 0.12, 0.72, 0),
        "34 6,26 30,18 56,50 58,86 58/64 8,64 40,63 70,62 96");
    add(
        all,
        4,
        12,
        new Place(0.35, 0.08, 0.5, 0.08),
        "58 4,40 30,18 62,48 64,84 63/60 34,60 64,60 96");
    add(
        all,
        5,
        18,
        new Place(0.15, 0.13, 0.72, 0),
        "74 6,50 6,30 7/30 7,27 26,25 42,46 36,68 44,78 64,68 86,44 95,20 86");
    add(
        all,
        5,
        14,
        new Place(0.1, 0.35, 0.5, 0.1),
        "34 8,31 26,28 44,50 40,70 50,74 70,60 90,38 95,22 88/34 8,54 8,78 6");
    add(
        all,
        6,
        18,
        new Place(0.15, 0.12, 0.72, 0),
        "66 6,44 20,28 46,24 72,38 93,62 92,76 74,66 56,46 54,28 68");
    add(
        all,
        6,
        12,
        new Place(0.42, 0.3, 0.5, 0.12),
        "58 4,38 24,26 54,28 80,46 95,66 84,68 64,52 54,34 62,27 74");
    add(all, 7, 20, new Place(0.15, 0.13, 0.7, 0), "18 10,48 9,80 10/80 10,64 38,52 66,44 95");
    add(all, 7, 12, new Place(0.1, 0.1, 0.48, 0.05), "20 12,46 10,76 10,66 34,54 62,46 94");
    add(
        all,
        8,
        18,
        new Place(0.15, 0.12, 0.72, 0),
        "68 18,48 5,28 18,36 38,60 54,74 74,58 94,36 92,26 74,42 54,64 38,70 22,62 10");
    add(
        all,
        8,
        12,
        new Place(0.4, 0.4, 0.48, 0.08),
        "66 16,48 6,32 18,38 36,58 52,70 72,56 92,36 88,28 72,44 52,62 36,68 20,60 10");
    add(
        all,
        9,
        18,
        new Place(0.15, 0.12, 0.72, 0),
        "72 26,56 8,34 12,26 32,38 50,60 48,72 28/72 28,71 52,68 74,62 96");
    add(
        all,
        9,
        14,
        new Place(0.1, 0.38, 0.5, 0.1),
        "70 22,52 6,32 16,28 36,44 48,62 40,70 22,68 46,62 70,50 95");
    return all;
  }

  private static void add(List<Drawn> all, int digit, int pen, Place place, String shape) {
    List<List<Point>> strokes = new ArrayList<>();
    for (String stroke : shape.split("/", -1)) {
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
    all.add(new Drawn(digit, pen, strokes));
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
