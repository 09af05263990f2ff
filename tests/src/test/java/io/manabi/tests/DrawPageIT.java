package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.prediction.ServedModels;
import io.manabi.samples.mnist.MnistFiles;
import io.manabi.serving.PredictionServer;
import io.manabi.tests.DrawnDigits.Drawn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.interactions.PointerInput;

/**
 * Draws twenty digits in a real browser and asks a fully trained model; run by {@code
 * bench/drawn-digits}.
 */
@EnabledIfSystemProperty(named = "manabi.model", matches = ".+")
class DrawPageIT {
  private static final Path MODEL = Path.of(System.getProperty("manabi.model", ""));

  @Test
  void understandsEighteenOfTwentyDrawnDigits() throws Exception {
    try (ServedModels models = new ServedModels();
        PredictionServer server =
            PredictionServer.builder(models)
                .staticFiles(
                    "/draw/", MnistFiles.class.getClassLoader(), "io/manabi/samples/mnist/draw")
                .build()) {
      models.load("MNIST", "v1", 1, MODEL);
      server.start();
      List<String> wrong = new ArrayList<>();
      List<Drawn> digits = DrawnDigits.all();
      try (DrawPage page =
          DrawPage.open("http://127.0.0.1:" + server.port() + "/draw/", 1000, 900, false)) {
        for (int i = 0; i < digits.size(); i++) {
          Drawn drawn = digits.get(i);
          page.pen(drawn.pen());
          page.draw(PointerInput.Kind.MOUSE, drawn.strokes());
          int answer = page.answer();
          page.screenshot(
              String.format(Locale.ROOT, "drawn-%02d-a-%d-seen-as-%d", i, drawn.digit(), answer));
          if (answer != drawn.digit()) {
            wrong.add(drawn.digit() + " taken for " + answer);
          }
          assertThat(page.seenInk()).isBetween(20L, 400L);
          assertThat(page.probabilities().stream().mapToDouble(p -> p).sum())
              .isBetween(99.0, 101.0);
          page.click("clear");
        }
      }
      System.out.printf(
          Locale.ROOT,
          "drawn digits: %d of %d right %s%n",
          digits.size() - wrong.size(),
          digits.size(),
          wrong);
      assertThat(wrong).hasSizeLessThanOrEqualTo(digits.size() - 18);
    }
  }
}
