package io.manabi.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.cli.terminal.Terminal;
import io.manabi.samples.mnist.MnistDigits;
import io.manabi.samples.mnist.MnistFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Asks the server for the first test images, as a client would, and prints what it says. */
final class FirstPredictions {
  private static final int COUNT = 10;

  private final String address;
  private final Terminal terminal;

  FirstPredictions(String address, Terminal terminal) {
    this.address = address;
    this.terminal = terminal;
  }

  void run(MnistFiles files) throws InterruptedException {
    List<MnistDigits.Digit> digits = MnistDigits.test(files, COUNT);
    List<Map<String, float[]>> instances = new ArrayList<>();
    digits.forEach(digit -> instances.add(Map.of("inputs", digit.inputs())));
    JsonNode predictions = new PredictionClient(address, MnistDemo.MODEL).predict(instances);
    terminal.line("LABEL  CLASSES  PROBABILITIES");
    int right = 0;
    for (int i = 0; i < digits.size(); i++) {
      JsonNode prediction = predictions.path(i);
      long answer = prediction.path("classes").asLong(-1);
      right += answer == digits.get(i).label() ? 1 : 0;
      StringBuilder probabilities = new StringBuilder();
      prediction
          .path("probabilities")
          .forEach(
              each -> probabilities.append(String.format(Locale.ROOT, " %.3f", each.asDouble())));
      terminal.line(
          String.format(Locale.ROOT, "%5d  %7d %s", digits.get(i).label(), answer, probabilities));
    }
    terminal.line(right + " of " + digits.size() + " are right");
  }
}
