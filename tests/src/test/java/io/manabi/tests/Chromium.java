package io.manabi.tests;

import static org.awaitility.Awaitility.await;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A headless Chromium with a profile of its own, which goes with it.
 *
 * @param driver what steers it
 * @param profile the folder of its profile
 */
record Chromium(ChromeDriver driver, Path profile) implements AutoCloseable {
  /** No window is narrower; for a phone's width Chromium plays a phone. */
  private static final int MIN_WINDOW = 500;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Starts it.
   *
   * @param width the width of the window, in pixels
   * @param height the height of the window, in pixels
   * @param dark whether the user prefers dark pages
   */
  static Chromium start(int width, int height, boolean dark) throws IOException {
    Path profile = Files.createTempDirectory("manabi-browser");
    try {
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(program("chromedriver").toFile())
              .usingAnyFreePort()
              .build();
      ChromeOptions options = options(profile, width, height, dark);
      return new Chromium(new ChromeDriver(service, options), profile);
    } catch (RuntimeException e) {
      AtomicFiles.deleteTree(profile);
      throw e;
    }
  }

  private static ChromeOptions options(Path profile, int width, int height, boolean dark) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium", "google-chrome", "chrome").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--hide-scrollbars",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    if (dark) {
      options.addArguments("--force-dark-mode", "--blink-settings=preferredColorScheme=0");
    }
    if (width < MIN_WINDOW) {
      options.setExperimentalOption(
          "mobileEmulation",
          Map.of("deviceMetrics", Map.of("width", width, "height", height, "pixelRatio", 3.0)));
    }
    return options;
  }

  private static Path program(String... names) {
    for (String name : names) {
      for (String directory : System.getenv("PATH").split(":", -1)) {
        Path program = Path.of(directory, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    throw new IllegalStateException(
        "No "
            + names[0]
            + " found; run ./verify, which installs it, or apt install chromium"
            + " chromium-driver.");
  }

  /** Ends it and deletes the profile, into which its last processes still write for a moment. */
  @Override
  public void close() {
    driver.quit();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              AtomicFiles.deleteTree(profile);
              return Files.notExists(profile);
            });
  }
}
