package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.samples.mnist.MnistData;
import io.manabi.samples.mnist.MnistDigits;
import io.manabi.samples.mnist.MnistTrainer;
import io.manabi.serving.ProcessRun;
import io.manabi.serving.PythonEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README of <a
 * href="https://github.com/GoogleCloudPlatform/cloudml-dist-mnist-example">cloudml-dist-mnist-example</a>
 * had its readers type in 2017, with {@code manabi} for {@code gcloud ml-engine} and a trainer in
 * Java: from data to a predicted digit. Then the same server through Google's Python client.
 */
@Timeout(480)
class ReadmeOf2017IT {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIGITS = 10;

  @TempDir static Path directory;
  private static Launcher launcher;
  private static Path manabi;
  private static Process up;
  private static String server;

  @BeforeAll
  static void start() throws Exception {
    launcher = new Launcher(directory);
    manabi = launcher.distribution(directory.resolve("manabi"));
    up =
        launcher.start(
            manabi, "up", "--dir=" + directory.resolve("up"), "--port=0", "--prediction-servers=1");
    String greeting = String.valueOf(up.inputReader().readLine());
    Matcher address = ADDRESS.matcher(greeting);
    assertThat(address.find()).as(greeting).isTrue();
    server = address.group();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    up.destroy();
    up.waitFor();
  }

  /** What a command prints, which must go well. */
  private static String type(String... words) throws Exception {
    Launcher.Run run =
        launcher.run(Map.of("MANABI_SERVER", server, "MANABI_PROJECT", "mnist"), manabi, words);
    assertThat(run.code()).as(String.join(" ", words) + ": " + run.err()).isZero();
    return run.out() + run.err();
  }

  @Test
  void goesFromDataToAPredictedDigit() throws Exception {
    assertThat(type("models", "list")).contains("Listed 0 items.");

    // ./scripts/create_records.py
    Path work = directory.resolve("work");
    String steps = "--train-steps=1";
    String images = "--train-images=4000";
    type("demo", "mnist", "--exit", "--local", "--port=0", steps, images, "--work-dir=" + work);

    Path config = directory.resolve("config.yaml");
    Files.writeString(config, "trainingInput:\n  scaleTier: STANDARD_1\n");
    Path bucket = directory.resolve("bucket");
    Path output = bucket.resolve("mnist_20170120_101010");
    String training =
        type(
            "jobs",
            "submit",
            "training",
            "mnist_20170120_101010",
            "--packages=" + trainer(),
            "--module-name=" + MnistTrainer.class.getName(),
            "--staging-bucket=" + bucket,
            "--job-dir=" + output,
            "--runtime-version=1.2",
            "--region=us-central1",
            "--config=" + config,
            "--stream-logs",
            "--",
            "--data-dir=" + work.resolve("preprocessed"),
            "--train-steps=250");
    assertThat(training).contains("SUCCEEDED");
    assertThat(type("jobs", "list")).containsPattern("mnist_20170120_101010 +SUCCEEDED");
    // For TensorBoard.
    assertThat(output.resolve("train")).isDirectoryContaining("glob:**/events.out.tfevents.*");

    Path origin = exported(output);
    type("models", "create", "MNIST", "--regions", "us-central1");
    type("versions", "create", "--origin", origin.toString(), "--model", "MNIST", "v1");
    type("versions", "set-default", "--model", "MNIST", "v1");
    assertThat(type("models", "list")).containsPattern("MNIST +v1");

    // ./scripts/make_request.py
    Path request = directory.resolve("request.json");
    List<MnistDigits.Digit> digits = digits(work);
    Files.write(request, lines(digits));
    String predicted = type("predict", "--model", "MNIST", "--json-instances", request.toString());
    assertThat(predicted.lines().findFirst().orElse("")).matches("CLASSES +PROBABILITIES");
    assertThat(rightOnes(predicted, digits)).isGreaterThanOrEqualTo(DIGITS - 2);

    askInPython(origin, request);
  }

  /** The same server through Google's Python client. */
  private static void askInPython(Path origin, Path request) {
    ProcessRun python =
        PythonEnvironment.get()
            .run(
                Duration.ofMinutes(3),
                Path.of("src", "test", "python", "cloud.py").toAbsolutePath().toString(),
                "--server=" + server,
                "--origin=" + origin,
                "--request=" + request);
    assertThat(python.output().lines().filter(line -> !line.startsWith("ok ")))
        .containsExactly("0 failed");
    assertThat(python.exitCode()).isZero();
  }

  /** The trainer as its author packs it. */
  private static Path trainer() throws IOException {
    Path classes =
        Path.of(
            URI.create(
                MnistTrainer.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    if (Files.isRegularFile(classes)) {
      return classes;
    }
    Path jar = directory.resolve("trainer.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  /** The last export of a trainer. */
  private static Path exported(Path job) throws IOException {
    try (Stream<Path> found = Files.walk(job)) {
      return found
          .filter(file -> file.endsWith("saved_model.pb"))
          .map(Path::getParent)
          .sorted()
          .reduce((before, later) -> later)
          .orElseThrow();
    }
  }

  private static List<MnistDigits.Digit> digits(Path work) {
    return MnistDigits.test(
        new MnistData(work.resolve("data")).get(Optional.empty(), line -> {}), DIGITS);
  }

  private static List<String> lines(List<MnistDigits.Digit> digits) throws IOException {
    List<String> lines = new ArrayList<>();
    for (MnistDigits.Digit digit : digits) {
      lines.add(JSON.writeValueAsString(Map.of("inputs", digit.inputs())));
    }
    return lines;
  }

  private static long rightOnes(String table, List<MnistDigits.Digit> digits) {
    List<String> rows = table.lines().skip(1).limit(digits.size()).toList();
    assertThat(rows).hasSameSizeAs(digits);
    long right = 0;
    for (int i = 0; i < rows.size(); i++) {
      right += rows.get(i).startsWith(digits.get(i).label() + " ") ? 1 : 0;
    }
    return right;
  }
}
