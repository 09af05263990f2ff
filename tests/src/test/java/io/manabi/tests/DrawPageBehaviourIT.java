package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.tests.DrawPage.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.PointerInput.Kind;

/** How the page behaves, with a server whose answers the test holds back or changes. */
@Timeout(120)
class DrawPageBehaviourIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<Point> LINE = line(0.3, 0.2, 0.7, 0.8, 30);
  private static final List<Point> OTHER_LINE = line(0.7, 0.2, 0.3, 0.8, 30);

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private ScriptedServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void showsTheAnswerTheBarsAndWhatTheModelSaw() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      page.draw(Kind.MOUSE, List.of(LINE));
      assertThat(page.answer()).isEqualTo(3);
      assertThat(page.text("confidence")).isEqualTo("91.0 % sure");
      assertThat(page.probabilities()).hasSize(10).endsWith(1.0).contains(91.0);
      assertThat(page.seenInk()).isEqualTo(28);
      page.screenshot("behaviour-light");
    }
  }

  @Test
  void asksAboutOneDrawingAtATimeAndAtLastAboutTheWhole() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      server.permits.drainPermits();
      page.draw(Kind.PEN, List.of(line(0.1, 0.1, 0.9, 0.9, 100)));
      // Each question is two requests: what it is, and what the model sees.
      await().atMost(LIMIT).until(() -> server.requests.size() == 2);
      server.permits.release(1_000_000);
      page.answer();
      assertThat(server.requests).hasSize(4);
      assertThat(page.text("curl")).contains(drawing(server.requests.get(3)));
      assertThat(drawing(server.requests.get(3))).isNotEqualTo(drawing(server.requests.get(0)));
    }
  }

  private static String drawing(String request) {
    return request.replaceAll(".*\"b64\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void neverShowsALateAnswerToADrawingThatIsGone() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      server.permits.drainPermits();
      server.digit.set(5);
      page.draw(Kind.MOUSE, List.of(LINE));
      await().atMost(LIMIT).until(() -> server.requests.size() == 2);

      page.click("clear");
      server.digit.set(8);
      page.draw(Kind.MOUSE, List.of(OTHER_LINE));
      page.script(
          """
          window.shown = [];
          new MutationObserver(() => window.shown.push(document.getElementById('digit').value))
              .observe(document.getElementById('digit'), {childList: true});
          """);
      server.permits.release(1_000_000);

      assertThat(page.answer()).isEqualTo(8);
      assertThat(String.valueOf(page.script("return window.shown.join()"))).doesNotContain("5");
    }
  }

  @Test
  void undoesAndClearsByButtonsAndKeys() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      page.draw(Kind.MOUSE, List.of(LINE, OTHER_LINE));
      page.answer();
      String two = page.text("curl");
      page.press(Keys.chord(Keys.CONTROL, "z"));
      page.await().until(driver -> !page.text("curl").equals(two));
      page.answer();
      String one = page.text("curl");
      page.click("undo");
      page.await().until(driver -> page.text("digit").equals("–"));
      assertThat(page.text("curl")).isEqualTo("Draw something first.");

      page.draw(Kind.TOUCH, List.of(LINE));
      page.answer();
      assertThat(page.text("curl")).isEqualTo(one);
      page.press(Keys.ESCAPE);
      page.await().until(driver -> page.text("digit").equals("–"));
      assertThat(page.probabilities()).containsOnly(0.0);
      assertThat(page.seenInk()).isZero();
    }
  }

  @Test
  void tellsAnErrorInOneLineAndRecovers() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      server.failure = "Servable not found for request: Latest(MNIST)";
      page.draw(Kind.MOUSE, List.of(LINE));
      page.await().until(driver -> page.text("error").contains("Servable not found"));
      page.screenshot("behaviour-error");

      server.failure = "";
      page.draw(Kind.MOUSE, List.of(OTHER_LINE));
      page.answer();
      assertThat(page.text("error")).isEmpty();
    }
  }

  @Test
  void givesACommandThatAsksTheSame() throws Exception {
    String command;
    try (DrawPage page = DrawPage.open(server.page(), 1000, 900, false)) {
      page.draw(Kind.MOUSE, List.of(LINE));
      page.answer();
      command = page.text("curl");
    }
    String body = command.lines().skip(1).findFirst().orElseThrow();
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
    assertThat(output).contains("\"classes\":3");
    assertThat(server.requests.get(server.requests.size() - 1).strip()).isEqualTo(body);
  }

  @Test
  void fitsAPhoneAndTheDark() throws Exception {
    try (DrawPage page = DrawPage.open(server.page(), 360, 640, true)) {
      page.draw(Kind.TOUCH, List.of(LINE));
      page.answer();
      page.screenshot("behaviour-dark-phone");
      assertThat(
              page.script("return document.getElementById('digit').getBoundingClientRect().bottom"))
          .as("the answer can be seen without scrolling")
          .isInstanceOfSatisfying(Number.class, y -> assertThat(y.doubleValue()).isLessThan(640));
      assertThat(page.script("return document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(page.script("return matchMedia('(prefers-color-scheme: dark)').matches"))
          .isEqualTo(true);
    }
  }

  private static List<Point> line(double fromX, double fromY, double toX, double toY, int points) {
    List<Point> line = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      double t = i / (points - 1.0);
      line.add(new Point(fromX + t * (toX - fromX), fromY + t * (toY - fromY)));
    }
    return line;
  }
}
