package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.tests.Launcher.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script {@code manabi}: as a distribution, and in a source tree with its own build. */
@Timeout(60)
class LauncherIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private Launcher launcher;

  @BeforeEach
  void makeFolders() throws IOException {
    launcher = new Launcher(directory);
  }

  @Test
  void runsThroughALinkFromAnotherDirectoryWithSpacesInItsPath() throws Exception {
    Path script = launcher.distribution(directory.resolve("a distribution"));
    Path link = Files.createSymbolicLink(directory.resolve("a link"), script);
    Run run = launcher.run(link, "--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("manabi ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void passesOnWordsAndTheExitCode() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Run run = launcher.run(script, "no such command", "$HOME *");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("'no such command', '$HOME *'");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void sendsWhatTheMachineSaysToTheLogAndErrorsToTheUser() throws Exception {
    // The virtual machine itself writes to file descriptor 2, as TensorFlow's library does.
    Path script = launcher.distribution(directory.resolve("manabi"));
    Run run =
        launcher.run(Map.of("JAVA_TOOL_OPTIONS", "-Dnoise=1"), script, "demo", "mnist", "--port=x");
    assertThat(run.err().lines().reduce("", (line, next) -> next))
        .startsWith("manabi: Invalid value for option '--port'");
    assertThat(launcher.log("manabi.log")).contains("Picked up JAVA_TOOL_OPTIONS");
  }

  @Test
  void keepsTheOrderOfLinesInAFileThatOthersWriteToAsWell() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Path shell = directory.resolve("shell");
    Files.writeString(shell, "exec 2>\"$2\"; echo one >&2; \"$1\" nonsense || echo two >&2");
    launcher.run(Path.of("sh"), shell.toString(), script.toString(), directory + "/errors");
    assertThat(directory.resolve("errors"))
        .content()
        .startsWith("one\n")
        .endsWith("\nmanabi: Unmatched argument at index 0: 'nonsense'\ntwo\n");
  }

  @Test
  void passesOverAJavaThatIsTooOld() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Launcher.script(
        directory.resolve("old/bin/java"), "echo 'openjdk version \"11.0.2\"' >&2; exit 7");
    Run run =
        launcher.run(Map.of("JAVA_HOME", directory.resolve("old").toString()), script, "--version");
    assertThat(run.code()).isZero();
  }

  /** A script, for the language of this test may have no such letters. */
  @Test
  void takesNamesInAllLettersWhereTheLanguageHasNone() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Path shell = directory.resolve("shell");
    Files.writeString(
        shell,
        "printf 'größe,東\\n1.5,x\\n' >\"$2/maße.csv\"; exec \"$1\" data stats \"$2/maße.csv\"");
    Run run =
        launcher.run(
            Map.of("LC_ALL", "C"),
            Path.of("sh"),
            shell.toString(),
            script.toString(),
            directory.toString());
    assertThat(run.err()).doesNotContain("manabi:");
    assertThat(run.out()).contains("maße.csv: 1 rows", "\ngröße ", "\n東 ");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar", "de", "tr"})
  void tellsTheSameInEveryLanguage(String language) throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Path file = directory.resolve("titles.csv");
    Files.writeString(file, "I,title\n" + "1234.5,i\n".repeat(1000));
    Run run =
        launcher.run(
            Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=" + language),
            script,
            "data",
            "stats",
            file.toString());
    assertThat(run.out())
        .contains("titles.csv: 1,000 rows", "I       float")
        .containsPattern("1,235 +0 +1,235 .*1234[.]5 100 %")
        .matches("\\p{ASCII}+");
    assertThat(run.code()).isZero();
  }

  @Test
  void saysThatTooFewFilesMayBeOpen() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Run run = launcher.run(Path.of("sh"), "-c", "ulimit -n 128; exec " + script + " --version");
    assertThat(run.code()).isOne();
    assertThat(run.err())
        .isEqualTo(
            "manabi: Only 128 files may be open at a time, Manabi needs 512; raise the limit"
                + " (ulimit -n 4096, or as root in /etc/security/limits.conf).\n");
  }

  @Test
  void saysThatTheLogCannotBeWritten() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Run run = launcher.run(Map.of("MANABI_LOG_DIR", "/dev/null/logs"), script, "--version");
    assertThat(run.code()).isOne();
    assertThat(run.err())
        .isEqualTo(
            "manabi: Cannot write the log directory /dev/null/logs; set MANABI_LOG_DIR to one that"
                + " you can write.\n");
  }

  @Test
  void setsALongLogAside() throws Exception {
    Path script = launcher.distribution(directory.resolve("manabi"));
    Files.write(launcher.logs().resolve("manabi.log"), new byte[11 << 20]);
    launcher.run(script, "--version");
    assertThat(launcher.logs().resolve("manabi.log")).isEmptyFile();
    assertThat(launcher.logs().resolve("manabi.log.1")).hasSize(11 << 20);
  }

  @Test
  void buildsWhenASourceIsNewOrGone() throws Exception {
    Path script = launcher.sourceTree("");
    Path source = directory.resolve("tree/cli/src/main/A.java");
    assertThat(launcher.run(script, "--version").err()).startsWith("Building Manabi");
    assertThat(launcher.run(script, "--version").err()).isEmpty();

    Files.setLastModifiedTime(
        directory.resolve("tree/cli/target/manabi/.built"), FileTime.fromMillis(0));
    assertThat(launcher.run(script, "--version").err()).startsWith("Building Manabi");
    Files.delete(source);
    assertThat(launcher.run(script, "--version").err()).startsWith("Building Manabi");
    assertThat(launcher.builds()).isEqualTo(3);
  }

  @Test
  void buildsOnceForTwoAtATime() throws Exception {
    Path script = launcher.sourceTree("while [ ! -e go ]; do sleep 0.1; done");
    Process first = launcher.start(script, "--version");
    await().atMost(LIMIT).until(() -> launcher.builds() == 1);
    Process second = launcher.start(script, "--version");
    assertThat(second.errorReader().readLine()).startsWith("Waiting for another manabi");
    Files.createFile(directory.resolve("tree/go"));
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(launcher.builds()).isOne();
  }

  @Test
  void keepsTheDistributionWhenABuildFails() throws Exception {
    Path script = launcher.sourceTree("if [ -e broken ]; then echo '[ERROR] no ;'; exit 1; fi");
    launcher.run(script, "--version");
    Files.createFile(directory.resolve("tree/broken"));
    Files.delete(directory.resolve("tree/cli/src/main/A.java"));
    Run run = launcher.run(script, "--version");
    assertThat(run.code()).isOne();
    assertThat(run.err())
        .contains("[ERROR] no ;")
        .endsWith(
            "manabi: The build failed; the whole output is in "
                + launcher.logs().resolve("build.log")
                + ".\n");
    Path built = directory.resolve("tree/cli/target/manabi/manabi");
    assertThat(launcher.run(built, "--version").code()).isZero();
  }

  @Test
  void endsABuildWhenItIsEnded() throws Exception {
    Path script = launcher.sourceTree("echo $$ >pid; exec sleep 1000");
    Process process = launcher.start(script, "--version");
    Path pid = directory.resolve("tree/pid");
    await().atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 0);
    ProcessHandle build =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(130);
    await().atMost(LIMIT).until(() -> !build.isAlive());
  }
}
