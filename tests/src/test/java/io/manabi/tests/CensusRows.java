package io.manabi.tests;

import io.manabi.samples.census.CensusData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files like those of the census, as dirty, in which who studied long earns much. */
final class CensusRows {
  private static final int LONG_STUDIES = 12;
  private static final String[] JOBS = {"Adm-clerical", "Exec-managerial", "Sales", "?"};
  private static final String[] CLASSES = {"Private", "State-gov", "?", "Self-emp-inc"};
  private static final String[] STATUS = {"Never-married", "Married-civ-spouse", "Divorced"};

  private CensusRows() {}

  /**
   * Writes {@code adult.data} with every tenth row twice and a row without a number where one
   * should be, and {@code adult.test}, whose first line is no row and whose labels end with a dot.
   *
   * @param rows how many different rows each has
   */
  static void write(Path folder, int rows) throws IOException {
    Random random = new Random(1);
    List<String> train = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String row = row(random, i);
      train.add(row);
      if (i % 10 == 0) {
        train.add(row);
      }
    }
    train.add(row(random, rows).replaceFirst("^[0-9]+", "forty"));
    Files.writeString(folder.resolve("adult.data"), String.join("\n", train) + "\n\n");
    List<String> test = new ArrayList<>(List.of("|1x3 Cross validator"));
    for (int i = 0; i < rows; i++) {
      test.add(row(random, i) + ".");
    }
    Files.writeString(folder.resolve("adult.test"), String.join("\n", test) + "\n");
  }

  /** The names of the columns, with commas. */
  static String columns() {
    return String.join(",", CensusData.COLUMNS);
  }

  private static String row(Random random, int number) {
    int studied = 1 + random.nextInt(16);
    return String.join(
        ", ",
        String.valueOf(17 + random.nextInt(60)),
        CLASSES[random.nextInt(CLASSES.length)],
        String.valueOf(10_000 + number),
        "education-" + studied,
        String.valueOf(studied),
        STATUS[random.nextInt(STATUS.length)],
        JOBS[random.nextInt(JOBS.length)],
        "Not-in-family",
        "White",
        random.nextBoolean() ? "Male" : "Female",
        random.nextInt(10) == 0 ? "2174" : "0",
        "0",
        String.valueOf(20 + random.nextInt(40)),
        random.nextInt(20) == 0 ? "?" : "United-States",
        studied > LONG_STUDIES ? ">50K" : "<=50K");
  }
}
