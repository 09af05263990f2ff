package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever the process that watches over jobs is killed, another one goes on. */
class KilledControlIT {
  private static final int SECONDS = 60;

  @TempDir private Path folder;

  private int run(int haltAt, String... job) throws Exception {
    return run(String.valueOf(haltAt), job);
  }

  private int run(String haltAt, String... job) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingControl.class.getName(),
                folder.toString(),
                haltAt));
    command.addAll(List.of(job));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    return process.exitValue();
  }

  /** It goes on by itself; the next one waits for it, and starts the job once. */
  @Test
  void goesOnWithAnEnvironmentThatIsBeingMade() throws Exception {
    Path ran = folder.resolve("ran");
    Path wheel =
        TrainerPackage.wheel(
            folder.resolve("trainer-0.1-py3-none-any.whl"), "open('" + ran + "', 'a').write('x')");
    assertThat(run(HaltingControl.STARTED, "python", wheel.toString()))
        .isEqualTo(HaltingControl.HALTED);
    assertThat(ran).doesNotExist();
    Files.delete(wheel);

    assertThat(run(0, "python")).isZero();
    assertThat(ran).hasContent("x");
    String log = Files.readString(folder.resolve("jobs/p/python/logs/environment.log"));
    assertThat(log.lines().filter(line -> line.endsWith(" is made."))).hasSize(1);
  }

  /** From the first step that is asked for after the job was created to the last. */
  @Test
  void losesNoJobAndRunsNoneTwice() throws Exception {
    int code = HaltingControl.HALTED;
    int step = 2;
    for (; code == HaltingControl.HALTED; step++) {
      String name = "job" + step;
      Path ran = folder.resolve(name);
      code = run(step, name, "echo x >> " + ran);
      if (code == HaltingControl.HALTED) {
        assertThat(run(0, name)).as("after step " + step).isZero();
      }
      assertThat(ran).as("killed at step " + step).hasContent("x");
    }
    assertThat(code).isZero();
    assertThat(step).as("steps at which it was killed").isGreaterThan(8);
  }
}
