package io.manabi.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TakesScreenshot;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page to draw in, in a headless Chromium that draws with a real pointer. */
final class DrawPage implements AutoCloseable {
  /** A point, from (0, 0) at the top left to (1, 1) at the bottom right of the canvas. */
  record Point(double x, double y) {}

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Chromium chromium;
  private final ChromeDriver browser;

  private DrawPage(Chromium chromium) {
    this.chromium = chromium;
    this.browser = chromium.driver();
  }

  /**
   * Opens the page.
   *
   * @param address its address
   * @param width the width of the window, in pixels
   * @param height the height of the window, in pixels
   * @param dark whether the user prefers dark pages
   */
  static DrawPage open(String address, int width, int height, boolean dark) throws IOException {
    Chromium chromium = Chromium.start(width, height, dark);
    try {
      chromium.driver().manage().window().setSize(new Dimension(width, height));
      chromium.driver().get(address);
      return new DrawPage(chromium);
    } catch (RuntimeException e) {
      chromium.close();
      throw e;
    }
  }

  /** Draws strokes, one after the other. */
  void draw(PointerInput.Kind kind, List<List<Point>> strokes) {
    WebElement canvas = browser.findElement(By.id("canvas"));
    // Offsets are counted from the middle of the element.
    int width = canvas.getSize().getWidth();
    int height = canvas.getSize().getHeight();
    for (List<Point> stroke : strokes) {
      PointerInput pointer = new PointerInput(kind, "a " + kind);
      Sequence moves = new Sequence(pointer, 0);
      boolean down = false;
      for (Point point : stroke) {
        moves.addAction(
            pointer.createPointerMove(
                Duration.ofMillis(down ? 4 : 0),
                PointerInput.Origin.fromElement(canvas),
                (int) Math.round((point.x() - 0.5) * width),
                (int) Math.round((point.y() - 0.5) * height)));
        if (!down) {
          moves.addAction(pointer.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
          down = true;
        }
      }
      moves.addAction(pointer.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
      browser.perform(List.of(moves));
    }
  }

  /** Waits until the answer belongs to the whole drawing, and gives the digit. */
  int answer() {
    new WebDriverWait(browser, LIMIT)
        .until(
            driver -> {
              @Nullable Object settled =
                  script(
                      """
                      const code = document.getElementById('curl').textContent;
                      return document.body.dataset.settled === 'true' && code.startsWith('curl');
                      """);
              return Boolean.TRUE.equals(settled);
            });
    return Integer.parseInt(text("digit"));
  }

  /** The text of an element. */
  String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  /** The ten probabilities, in percent. */
  List<Double> probabilities() {
    List<Double> percents = new ArrayList<>();
    for (WebElement row : browser.findElements(By.cssSelector("#bars .percent"))) {
      String text = row.getText().replace("%", "").strip();
      percents.add(text.isEmpty() ? 0 : Double.parseDouble(text));
    }
    return percents;
  }

  /** How many pixels of the 28×28 image have ink. */
  long seenInk() {
    @Nullable Object count =
        script(
            """
            const data = document.getElementById('seen').getContext('2d')
                .getImageData(0, 0, 28, 28).data;
            let count = 0;
            for (let i = 0; i < data.length; i += 4) count += data[i] > 20 ? 1 : 0;
            return count;
            """);
    return count instanceof Number number ? number.longValue() : -1;
  }

  void click(String id) {
    browser.findElement(By.id(id)).click();
  }

  void press(CharSequence keys) {
    browser.findElement(By.id("canvas")).sendKeys(keys);
  }

  /** Sets the thickness of the pen, in units of a canvas that is 280 wide. */
  void pen(int width) {
    script("document.getElementById('pen').value = " + width);
  }

  @Nullable Object script(String script) {
    return ((JavascriptExecutor) browser).executeScript(script);
  }

  WebDriverWait await() {
    return new WebDriverWait(browser, LIMIT);
  }

  /** Saves a picture of the page among the build's output. */
  void screenshot(String name) throws IOException {
    Path file = Path.of("target", "screenshots", name + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, ((TakesScreenshot) browser).getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    chromium.close();
  }
}
