package io.manabi.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessDefaultsIT {
  @ParameterizedTest
  @ValueSource(strings = {"ar", "de", "fa", "tr"})
  void formatsNumbersAndLettersAsInEnglish(String language) throws Exception {
    assertThat(run(Map.of(), "-Duser.language=" + language)).startsWith("1,234.5 TITLE ");
  }

  @Test
  void takesHomeFromTheEnvironmentFirst() throws Exception {
    assertThat(run(Map.of("HOME", "/of/me"), "-Duser.home=?")).endsWith(" /of/me");
  }

  @Test
  void livesInTheTemporaryFolderWithoutAnyHome() throws Exception {
    assertThat(run(Map.of("HOME", ""), "-Duser.home=?", "-Djava.io.tmpdir=/of/all"))
        .endsWith(" /of/all");
  }

  private static String run(Map<String, String> environment, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Prints what depends on them. */
  static final class Program {
    private Program() {}

    @SuppressWarnings({"DefaultLocale", "StringCaseLocaleUsage"}) // That is what is tested.
    public static void main(String[] args) {
      ProcessDefaults.apply();
      System.out.println(
          String.format("%,.1f ", 1234.5)
              + "title".toUpperCase()
              + " "
              + System.getProperty("user.home"));
    }
  }
}
