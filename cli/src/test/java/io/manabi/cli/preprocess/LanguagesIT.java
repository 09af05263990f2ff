package io.manabi.cli.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.cli.Main;
import io.manabi.transform.TransformOutput;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds graphs on machines that speak other languages. */
@Timeout(120)
class LanguagesIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ar", "de", "tr"})
  void preprocessesTheSame(String language) throws Exception {
    Path input = folder.resolve("train.csv");
    Path output = folder.resolve("out");
    Files.writeString(input, "age,job\n" + "0.5,cook\n".repeat(2) + "1.5,clerk\n");
    File out = folder.resolve("told").toFile();
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=" + language,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "preprocess",
                "--preprocessing=" + PeoplePreprocessing.class.getName(),
                "--input=train=" + input,
                "--output=" + output)
            .redirectErrorStream(true)
            .redirectOutput(out)
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(out.toPath())).isZero();
    assertThat(out).content().contains("train: 3 rows in 1 file, 0.0 MB");
    assertThat(TransformOutput.read(output, "features").vocabularyByName("jobs"))
        .containsExactly("cook", "clerk");
  }
}
