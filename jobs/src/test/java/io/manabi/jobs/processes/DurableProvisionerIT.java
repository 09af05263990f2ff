package io.manabi.jobs.processes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.ProvisionerKit;
import io.manabi.jobs.TaskHandle;
import io.manabi.jobs.TaskLog;
import io.manabi.jobs.TaskSpec;
import io.manabi.jobs.TaskTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Processes that go on without their server. */
class DurableProvisionerIT extends ProvisionerKit {
  private static final String SECRET = "open-sesame";

  @Override
  protected Provisioner provisioner() {
    return LocalProvisioner.durable(directory.resolve("state"));
  }

  /** One that has ended has no command, even if its parent has not taken note of the end yet. */
  @Override
  protected boolean isAlive(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  /** Tells who it is, and ends with status 7 when a file appears. */
  private static String waitFor(Path file) {
    return "echo $$; while [ ! -e " + file + " ]; do sleep 0.02; done; exit 7";
  }

  @Test
  void adoptsTheTasksOfAProcessThatWasKilled() throws Exception {
    Path now = directory.resolve("now");
    Path later = directory.resolve("later");
    Process server = startServer(waitFor(now), waitFor(later), "echo $$; exec sleep 600");
    List<String> references = referencesOf(server);
    assertThat(server.destroyForcibly().waitFor()).isEqualTo(137);
    Files.createFile(now);
    Path status = directory.resolve("state").resolve(references.get(0)).resolve("status");
    await().atMost(LIMIT).until(() -> !Files.readString(status).isBlank());

    List<TaskHandle> tasks = references.stream().map(this::adopt).toList();
    assertThat(statusOf(tasks.get(0)).code()).hasValue(7);
    assertThat(tasks.get(1).isAlive()).isTrue();
    Files.createFile(later);
    assertThat(statusOf(tasks.get(1)).code()).hasValue(7);
    long program = Long.parseLong(lineOf(tasks.get(2)));
    assertThat(program(tasks.get(2)).pid()).isEqualTo(program);
    tasks.get(2).kill();
    assertThat(statusOf(tasks.get(2)).signal()).hasValue(9);
    for (TaskHandle task : tasks) {
      assertThat(isAlive(shellOf(task))).isFalse();
    }
    assertThat(isAlive(program)).isFalse();
  }

  /** It writes on while what was written first is given up, and nothing that is kept moves. */
  @Test
  void shortensALogThatIsTooLong() throws Exception {
    long most = 1 << 20;
    LocalProvisioner provisioner =
        LocalProvisioner.durable(directory.resolve("state"), most, Optional.empty());
    Path go = directory.resolve("go");
    TaskHandle task =
        start(
            provisioner,
            "seq -f '%09.0f' 200000; until [ -e " + go + " ]; do sleep 0.02; done; echo last");
    await().atMost(LIMIT).until(() -> task.log().begin() > 0 && task.log().size() == 2_000_000);
    Files.createFile(go);
    assertThat(statusOf(task).isSuccess()).isTrue();

    TaskLog log = adopt(task.reference()).log();
    long begin = log.begin();
    assertThat(log.size() - begin).isBetween(most / 2, most);
    assertThat(log.read(begin - 1, 10)).isEmpty();
    for (long line = begin / 10 + 1; line < 200_000; line += 999) {
      assertThat(log.read(line * 10, 9))
          .asString(UTF_8)
          .isEqualTo(String.format(Locale.ROOT, "%09d", line + 1));
    }
    assertThat(log.read(2_000_000, 9)).asString(UTF_8).isEqualTo("last\n");
    Process blocks = new ProcessBuilder("du", "-k", log.place()).redirectErrorStream(true).start();
    String used =
        new String(blocks.getInputStream().readAllBytes(), UTF_8).replaceFirst("(?s)\\s.*", "");
    assertThat(Long.parseLong(used) << 10).isLessThan(most + (1 << 16));
  }

  @Test
  void tellsThatNobodyKnowsHowATaskHasEndedAndLeavesNothingOfIt() throws Exception {
    Process server = startServer("echo $$; exec sleep 600", "echo $$; exec sleep 600");
    List<String> references = referencesOf(server);
    server.destroyForcibly().waitFor();
    TaskHandle early = adopt(references.get(0));
    long firstProgram = Long.parseLong(lineOf(early));
    kill(shellOf(early));
    assertThat(statusOf(early).code()).isEmpty();
    assertThat(isAlive(firstProgram)).isFalse();

    Path folder = directory.resolve("state").resolve(references.get(1));
    kill(number(folder.resolve("shell")));
    assertThat(isAlive(number(folder.resolve("program")))).isTrue();
    TaskHandle late = adopt(references.get(1));
    assertThat(late.isAlive()).isFalse();
    assertThat(statusOf(late).code()).isEmpty();
    assertThat(isAlive(number(folder.resolve("program")))).isFalse();
  }

  /** As when another server has killed it, with its shell, which had no time to tell it. */
  @Test
  void knowsHowATaskHasEndedThatWasKilledForWhatItDid() throws Exception {
    TaskHandle task = start(provisioner(), "echo $$; exec sleep 600");
    lineOf(task);
    TaskHandle adopted = adopt(task.reference());
    new TaskFolder(directory.resolve("state").resolve(task.reference())).tellExcess("took more");
    kill(shellOf(task));
    assertThat(statusOf(adopted).signal()).hasValue(9);
    assertThat(statusOf(adopted).excess()).hasValue("took more");
  }

  /** A server that is killed between its note of a reference and the begin of the program. */
  @Test
  void doesNotBeginAProgramThatWasGivenUp() throws Exception {
    TaskFolder folder = new TaskFolder(directory.resolve("state/worker-0-given-up"));
    Files.createDirectories(folder.path());
    Files.writeString(folder.path().resolve("status"), "    \n");
    assertThat(folder.found()).isEmpty();
    Path trace = directory.resolve("trace");
    Process shell = new ProcessBuilder(folder.command(List.of("touch", trace.toString()))).start();
    shell.waitFor();
    assertThat(folder.status().orElseThrow().code()).hasValue(143);
    assertThat(trace).doesNotExist();
  }

  @Test
  void isNotTakenInByANumberThatIsUsedAgain() throws Exception {
    TaskHandle task = start(provisioner(), "exit 3");
    assertThat(statusOf(task).code()).hasValue(3);
    Path folder = directory.resolve("state").resolve(task.reference());
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      for (String file : List.of("shell", "program")) {
        Files.writeString(folder.resolve(file), stranger.pid() + "\n");
      }
      TaskHandle adopted = adopt(task.reference());
      assertThat(adopted.isAlive()).isFalse();
      assertThat(((DurableTask) adopted).program()).isEmpty();
      assertThat(statusOf(adopted).code()).hasValue(3);
      Files.delete(folder.resolve("status"));
      TaskHandle unknown = adopt(task.reference());
      unknown.kill();
      assertThat(statusOf(unknown).code()).isEmpty();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  /** So no Ctrl-C of the server's terminal reaches it, nor the end of the server its input. */
  @Test
  void runsATaskInASessionOfItsOwn() throws Exception {
    TaskHandle task = start(provisioner(), "cat; echo $$ $MANABI_EXIT_WITH_STDIN; exec sleep 600");
    long program = Long.parseLong(lineOf(task).strip());
    String stat = Files.readString(Path.of("/proc/" + program + "/stat"));
    assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[3])
        .isEqualTo(String.valueOf(shellOf(task)));
    assertThat(new ProcessBuilder("kill", "-TERM", "" + shellOf(task)).start().waitFor()).isZero();
    task.terminate();
    assertThat(statusOf(task).signal()).hasValue(15);
  }

  @Test
  void refusesAReferenceOfSomethingElse() {
    assertThatThrownBy(() -> provisioner().adopt("../worker-0"))
        .isInstanceOf(ManabiException.class)
        .hasMessage("'../worker-0' is no reference of a process of this machine.");
  }

  /** A server is told keys in its environment; a task is anybody's program. */
  @Test
  void startsATaskInAFolderOfItsOwnWithoutTheServersSecrets() throws Exception {
    Process server = startServer("echo x > here; pwd; env; echo ended; exec sleep 600");
    TaskHandle task = adopt(referencesOf(server).get(0));
    await().atMost(LIMIT).until(() -> logOf(task).contains("\nended\n"));
    Path work = Path.of(lineOf(task));
    assertThat(logOf(task)).contains("\nPATH=", "\nPYTHONUNBUFFERED=1\n").doesNotContain(SECRET);
    assertThat(work.resolve("here")).hasContent("x");
    assertThat(work).isDirectoryNotContaining("glob:**.json");
    task.kill();
    assertThat(statusOf(task).signal()).hasValue(9);
    provisioner().forget(task.reference());
    assertThat(work).doesNotExist();
    server.destroyForcibly().waitFor();
  }

  @Test
  void runsATaskAsAnotherUser() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can");
    TaskUser nobody = TaskUser.named("nobody");
    Path open = Files.createTempDirectory(Path.of("/tmp"), "manabi-tasks-");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      Provisioner provisioner =
          LocalProvisioner.durable(open.resolve("state"), Optional.of(nobody));
      Path output = open.resolve("jobs/output");
      String script =
          "id -un; touch here "
              + output
              + "/there && echo wrote; touch ../status "
              + open
              + "/x || echo refused; echo more >> "
              + open
              + "/logs/worker-0.log; mkdir closed; chmod 0 closed; sleep 600";
      TaskSpec spec =
          new TaskSpec(
              WORKER,
              List.of("sh", "-c", script),
              provisioner.addresses(List.of(WORKER)),
              open.resolve("logs/worker-0.log"),
              new TaskTerms(false, Map.of(), List.of(output), Map.of()));
      TaskHandle task = provisioner.start(spec, provisioner.newReference(WORKER));
      await().atMost(LIMIT).until(() -> logOf(task).contains("more\n"));
      assertThat(logOf(task)).startsWith("nobody\nwrote\n").contains("refused\n");
      TaskHandle adopted =
          LocalProvisioner.durable(open.resolve("state"), Optional.of(nobody))
              .adopt(task.reference())
              .orElseThrow();
      adopted.kill();
      assertThat(statusOf(task).signal()).hasValue(9);
      provisioner.forget(task.reference());
      assertThat(open.resolve("state")).isEmptyDirectory();
    } finally {
      AtomicFiles.deleteTree(open);
    }
  }

  @Test
  void refusesAUserThatIsNotThere() {
    assertThatThrownBy(() -> TaskUser.named("no-such-user"))
        .isInstanceOf(ManabiException.class)
        .hasMessageMatching("(There is no user 'no-such-user'|Tasks can run as user).*");
  }

  private long shellOf(TaskHandle task) throws IOException {
    return number(directory.resolve("state").resolve(task.reference()).resolve("shell"));
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> process.info().command().isEmpty());
  }

  private ProcessHandle program(TaskHandle task) {
    return ((LocalProvisioner) provisioner()).process(task).orElseThrow();
  }

  private Process startServer(String... scripts) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StartsTasks.class.getName(),
                directory.toString()));
    command.addAll(List.of(scripts));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MANABI_KEY", SECRET);
    return builder.start();
  }

  private static List<String> referencesOf(Process server) throws IOException {
    return List.of(server.inputReader().readLine().split(" ", -1));
  }

  /** A program that starts tasks, each with a script, tells their references and waits for ever. */
  static final class StartsTasks {
    private StartsTasks() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      Provisioner provisioner = LocalProvisioner.durable(directory.resolve("state"));
      List<String> references = new ArrayList<>();
      for (int i = 1; i < args.length; i++) {
        TaskSpec spec =
            new TaskSpec(
                WORKER,
                List.of("sh", "-c", args[i]),
                provisioner.addresses(List.of(WORKER)),
                directory.resolve("log-" + i));
        references.add(provisioner.start(spec, provisioner.newReference(WORKER)).reference());
      }
      System.out.println(String.join(" ", references));
      Thread.currentThread().join();
    }
  }
}
