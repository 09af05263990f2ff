package io.manabi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.ManabiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help",
        "demo --help",
        "demo mnist --help",
        "data --help",
        "data stats --help",
        "data infer-schema --help",
        "data validate --help",
        "data validate-request --help",
        "data compare --help",
        "preprocess --help",
        "jobs update --help",
        "jobs submit training --help",
        "jobs submit prediction --help",
        "models create --help",
        "versions create --help",
        "predict --help",
        "operations wait --help",
        "local train --help",
        "profiles set --help",
        "completion --help"
      })
  void helpsWithEachCommand(String arguments) {
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("Usage: manabi").contains("Exit codes:");
    assertThat(errors()).isEmpty();
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("manabi ").contains("TensorFlow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "nonsense",
        "demo mnist --nonsense",
        "demo mnist --port many",
        "demo mnist --port 65536",
        "demo mnist --train-steps 0",
        "demo mnist --train-images 12",
        "demo mnist --checkpoint-secs 0",
        "demo mnist --model slow",
        "preprocess",
        "data",
        "data stats",
        "data stats x.csv --format xml",
        "data stats x.csv --format proto",
        "data validate x.csv",
        "data validate-request x.json",
        "data validate-request --schema x.pbtxt",
        "data compare x.csv",
        "data compare x.csv y.csv --threshold 2",
        "jobs submit training",
        "jobs submit training a b -- c",
        "jobs update a",
        "jobs list --format xml",
        "jobs list --filter a",
        "jobs list --limit 0",
        "models update a",
        "versions list",
        "versions create v1 --model a",
        "predict --model a",
        "predict --model a --json-instances b --text-instances c",
        "local train --module-name a --worker-count 2"
      })
  void endsWithTwoAndSaysWhyOnWrongUsage(String arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(errors()).containsAnyOf("Usage: manabi", "Did you mean").doesNotContain("\tat ");
    assertThat(errors().lines().reduce("", (first, last) -> last)).startsWith("manabi: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void printsACompletionScript() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("complete -F").contains("mnist").contains("--work-dir");
  }

  @Test
  void endsWithOneAndTheSentenceOnAFailure() {
    assertThat(run("fail", () -> fail(ManabiException.user("The file x is empty.")))).isOne();
    assertThat(errors()).isEqualTo("manabi: The file x is empty.\n");
  }

  @Test
  void namesTheLogOnADefectAndPutsTheTraceThere() throws IOException {
    Path log = Path.of(System.getenv("MANABI_LOG"));
    String secret = "trace " + System.nanoTime();
    assertThat(run("fail", () -> fail(new IllegalStateException(secret)))).isOne();
    assertThat(errors())
        .isEqualTo(
            "manabi: Something unexpected went wrong (IllegalStateException); the details are in "
                + log
                + ".\n");
    assertThat(Files.readString(log)).contains(secret).contains("at io.manabi.cli.MainTest");
  }

  @Test
  void survivesErrorsOfTheMachine() {
    assertThat(run("fail", () -> fail(new OutOfMemoryError("heap")))).isOne();
    assertThat(errors()).contains("(OutOfMemoryError)").doesNotContain("\tat ");
  }

  private static void fail(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private int run(String arguments) {
    return run(arguments, () -> {});
  }

  /** Runs a command line of which {@code fail} is a command as well. */
  private int run(String arguments, Runnable fail) {
    CommandLine command =
        Main.commandLine(new PrintStream(err, true, StandardCharsets.UTF_8))
            .addSubcommand("fail", CommandSpec.forAnnotatedObject(new Fails(fail)))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    return Main.run(command, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Does what a test says. */
  @Command
  private record Fails(Runnable what) implements Runnable {
    @Override
    public void run() {
      what.run();
    }
  }
}
