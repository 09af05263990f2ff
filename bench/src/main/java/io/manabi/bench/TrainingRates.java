package io.manabi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples per second that a training tells in its log, about once a second. */
final class TrainingRates {
  private static final String LOG = "training-log.jsonl";
  private static final Pattern RATE =
      Pattern.compile("\"event\":\"step\".*\"examples_per_second\":([0-9.E]+)");

  private TrainingRates() {}

  /** All so far; none if there is no log yet. */
  static List<Double> read(Path job) throws IOException {
    Path log = job.resolve(LOG);
    List<Double> rates = new ArrayList<>();
    if (Files.exists(log)) {
      for (String line : Files.readAllLines(log)) {
        Matcher matcher = RATE.matcher(line);
        if (matcher.find()) {
          rates.add(Double.parseDouble(matcher.group(1)));
        }
      }
    }
    return rates;
  }

  /** The median of the last ones. */
  static double median(List<Double> rates, int last) {
    return Report.median(
        rates.subList(Math.max(0, rates.size() - last), rates.size()).stream()
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
