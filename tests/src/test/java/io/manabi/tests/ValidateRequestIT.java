package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.tests.Launcher.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Validates requests as a user does: by the schema of a data set, through a pipe. */
@Timeout(180)
class ValidateRequestIT {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Launcher launcher;

  @SuppressWarnings("NullAway.Init")
  private Path manabi;

  @BeforeEach
  void makeFolders() throws IOException {
    launcher = new Launcher(directory);
    manabi = launcher.distribution(directory.resolve("manabi"));
  }

  @Test
  void validatesWhatComesThroughAPipe() throws Exception {
    Path data = Files.writeString(directory.resolve("data.csv"), "age,job\n39,cook\n50,clerk\n");
    Path schema = directory.resolve("schema.pbtxt");
    Run inferred =
        launcher.run(
            manabi, "data", "infer-schema", data.toString(), "--output", schema.toString());
    assertThat(inferred.code()).as(inferred.err()).isZero();

    Run good = ask(schema, "{\"instances\": [{\"age\": 28, \"job\": \"cook\"}]}");
    assertThat(good).isEqualTo(new Run(0, "1 instance, no anomalies\n", ""));

    Run bad = ask(schema, "{\"inputs\": {\"age\": [28, 29], \"job\": [\"cook\", null]}}");
    assertThat(bad.code()).isOne();
    assertThat(bad.out())
        .isEqualTo(
            """
            instance 2, job: FEATURE_TYPE_NOT_PRESENT: There is no value, and one is required.
            2 instances, anomalies: 1
            """);
    assertThat(bad.err()).isEmpty();

    Run cut = ask(schema, "{\"instances\": [");
    assertThat(cut.code()).isOne();
    assertThat(cut.out()).isEmpty();
    assertThat(cut.err())
        .matches(
            "manabi: Standard input line \\d+ column \\d+ is no JSON: .*; correct the request\\.\n");
  }

  private Run ask(Path schema, String request) throws Exception {
    Path script = directory.resolve("ask");
    Launcher.script(
        script,
        "echo '%s' | '%s' data validate-request --schema '%s' -"
            .formatted(request, manabi, schema));
    return launcher.run(script);
  }
}
