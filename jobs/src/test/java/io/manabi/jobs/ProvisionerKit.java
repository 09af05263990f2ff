package io.manabi.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every {@link Provisioner} must do, tried with real tasks. */
@Timeout(60)
public abstract class ProvisionerKit {
  /** How long anything may take. */
  protected static final Duration LIMIT = Duration.ofSeconds(20);

  /** The task of most tests. */
  protected static final Task WORKER = new Task(Task.Role.WORKER, 0);

  /** For files of the test and its tasks. */
  @TempDir protected Path directory;

  private final List<TaskHandle> started = new ArrayList<>();

  /** Another provisioner each time, for the same place. */
  protected abstract Provisioner provisioner();

  /** Whether there is such a process where tasks run. */
  protected abstract boolean isAlive(long pid);

  @AfterEach
  void leaveNoTask() {
    started.forEach(TaskHandle::kill);
    started.forEach(task -> assertThat(statusOf(task)).isNotNull());
  }

  /** Starts a task that is a script of a shell. */
  protected final TaskHandle start(Provisioner provisioner, String script) {
    return start(provisioner, WORKER, List.of("sh", "-c", script));
  }

  private TaskHandle start(Provisioner provisioner, Task task, List<String> command) {
    TfConfig addresses = provisioner.addresses(List.of(task));
    TaskHandle handle =
        provisioner.start(spec(task, command, addresses), provisioner.newReference(task));
    started.add(handle);
    return handle;
  }

  /** Adopts a task with a provisioner of its own. */
  protected final TaskHandle adopt(String reference) {
    TaskHandle handle = provisioner().adopt(reference).orElseThrow();
    started.add(handle);
    return handle;
  }

  private TaskSpec spec(Task task, List<String> command, TfConfig addresses) {
    return new TaskSpec(task, command, addresses, directory.resolve("logs/" + task + ".log"));
  }

  private TaskHandle start(Provisioner provisioner, String script, TaskTerms terms) {
    TfConfig addresses = provisioner.addresses(List.of(WORKER));
    TaskSpec spec = spec(WORKER, List.of("sh", "-c", script), addresses);
    TaskSpec given = new TaskSpec(WORKER, spec.command(), addresses, spec.log(), terms);
    TaskHandle handle = provisioner.start(given, provisioner.newReference(WORKER));
    started.add(handle);
    return handle;
  }

  /** The status of a task that ends soon. */
  protected static ExitStatus statusOf(TaskHandle task) {
    return task.end().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** What a task has written by now. */
  protected static String logOf(TaskHandle task) {
    return new String(task.log().read(0, 1 << 16), StandardCharsets.UTF_8);
  }

  /** Waits until a task has written a whole line, and returns it. */
  protected static String lineOf(TaskHandle task) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> logOf(task).contains("\n"));
    return logOf(task).lines().findFirst().orElseThrow();
  }

  @Test
  void givesEachTaskAFreeAddressAtWhichItIsReached() {
    Provisioner provisioner = provisioner();
    Task master = new Task(Task.Role.MASTER, 0);
    Task second = new Task(Task.Role.WORKER, 1);
    TfConfig addresses = provisioner.addresses(List.of(master, WORKER, second));
    assertThat(List.of(addresses.address(master), addresses.address(WORKER)))
        .doesNotContain(addresses.address(second))
        .doesNotHaveDuplicates();
    List<String> command = RealJobs.java(TestTask.class, directory.toString(), "worker", "serve");
    started.add(
        provisioner.start(spec(second, command, addresses), provisioner.newReference(second)));
    await().atMost(LIMIT).until(() -> ServerPing.answers(addresses.address(second), LIMIT));
    assertThat(ServerPing.answers(addresses.address(WORKER), Duration.ofMillis(100))).isFalse();
  }

  @Test
  void tellsATaskItsCluster() {
    Provisioner provisioner = provisioner();
    TfConfig addresses = provisioner.addresses(List.of(new Task(Task.Role.PS, 0), WORKER));
    List<String> command =
        List.of("sh", "-c", "printf '%s\\n' \"$TF_CONFIG\" \"$0\" \"$1\"", "a b", "");
    TaskHandle task =
        provisioner.start(spec(WORKER, command, addresses), provisioner.newReference(WORKER));
    started.add(task);
    assertThat(task.task()).isEqualTo(WORKER);
    assertThat(statusOf(task).isSuccess()).isTrue();
    assertThat(logOf(task)).isEqualTo(addresses.json(WORKER) + "\na b\n\n");
  }

  @ParameterizedTest
  @CsvSource({"exit 0, 0", "exit 7, 7", "kill -9 $$, 137", "kill -15 $$, 143"})
  void tellsHowATaskHasEnded(String script, int status) {
    ExitStatus end = statusOf(start(provisioner(), script));
    assertThat(end.code()).hasValue(status);
    assertThat(end.isSuccess()).isEqualTo(status == 0);
    assertThat(end.signal().orElse(0)).isEqualTo(Math.max(0, status - 128));
  }

  @Test
  void letsATaskEndByItselfWhenItIsAsked() {
    TaskHandle task =
        start(
            provisioner(),
            "trap 'echo saved; exit 5' TERM; echo ready; while :; do sleep 0.02; done");
    assertThat(lineOf(task)).isEqualTo("ready");
    task.terminate();
    assertThat(statusOf(task).code()).hasValue(5);
    assertThat(logOf(task)).isEqualTo("ready\nsaved\n");
  }

  @Test
  void endsATaskThatIsAskedAsSoonAsItIsStarted() {
    TaskHandle task = start(provisioner(), "exec sleep 600");
    task.terminate();
    assertThat(statusOf(task).signal()).hasValue(15);
  }

  /** One that would end well once its children are killed is killed as well. */
  @ParameterizedTest
  @CsvSource({"wait, 137", "exit 3, 3"})
  void leavesNothingOfATask(String then, int status) {
    // The sleeper's own parent is gone at once; nobody wants to end when he is asked.
    TaskHandle task =
        start(provisioner(), "trap '' TERM; (sleep 600 & echo $!); sleep 600 & " + then);
    long orphan = Long.parseLong(lineOf(task));
    if (status > 128) {
      assertThat(isAlive(orphan)).isTrue();
      task.terminate();
      assertThat(task.isAlive()).isTrue();
      task.kill();
    }
    assertThat(statusOf(task).code()).hasValue(status);
    assertThat(isAlive(orphan)).isFalse();
    assertThat(task.isAlive()).isFalse();
    // Nothing happens any more.
    task.terminate();
    task.kill();
    assertThat(statusOf(task).code()).hasValue(status);
  }

  @Test
  void showsWhatATaskHasWrittenSinceItsStart() {
    Provisioner provisioner = provisioner();
    assertThat(statusOf(start(provisioner, "echo earlier")).isSuccess()).isTrue();
    TaskHandle task = start(provisioner, "echo out; echo err >&2; exec sleep 600");
    await().atMost(LIMIT).until(() -> task.log().size() == 8);
    assertThat(logOf(task)).isEqualTo("out\nerr\n");
    assertThat(task.log().read(2, 4)).asString(StandardCharsets.UTF_8).isEqualTo("t\ner");
    assertThat(task.log().read(8, 4)).isEmpty();
    assertThat(task.log().place()).endsWith("logs/worker-0.log");
  }

  @Test
  void showsTheLogsOfAJobFromTheirBeginning() {
    Provisioner provisioner = provisioner();
    assertThat(provisioner.logs(directory.resolve("logs"))).isEmpty();
    Instant before = Instant.now().minusSeconds(1);
    for (String script : List.of("printf earlier", "echo later")) {
      TaskHandle task = start(provisioner, script);
      assertThat(statusOf(task).isSuccess()).isTrue();
      provisioner.forget(task.reference());
    }
    Map<String, TaskLog> logs = provisioner().logs(directory.resolve("logs"));
    assertThat(logs).containsOnlyKeys("worker-0");
    TaskLog log = requireNonNull(logs.get("worker-0"));
    assertThat(log.begin()).isZero();
    assertThat(log.read(0, 1 << 16)).asString(StandardCharsets.UTF_8).isEqualTo("earlier\nlater\n");
    assertThat(List.of(log.writtenAt(0), log.writtenAt(8), log.writtenAt(log.size())))
        .isSorted()
        .allSatisfy(time -> assertThat(time).isBetween(before, Instant.now()));
  }

  @Test
  void saysThatATaskCannotBeStarted() {
    Provisioner provisioner = provisioner();
    String reference = provisioner.newReference(WORKER);
    TfConfig addresses = provisioner.addresses(List.of(WORKER));
    TaskSpec spec = spec(WORKER, List.of("/no/such/program"), addresses);
    assertThatThrownBy(() -> provisioner.start(spec, reference))
        .isInstanceOf(ManabiException.class)
        .hasMessageMatching("Cannot start task worker-0: /no/such/program [^.]*\\.");
    assertThat(provisioner.adopt(reference)).isEmpty();
  }

  @Test
  void saysThatTheLogCannotBeWritten() throws Exception {
    Files.createFile(directory.resolve("logs"));
    assertThatThrownBy(() -> start(provisioner(), "exit 0"))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot write " + directory.resolve("logs/worker-0.log"));
  }

  @Test
  void runsSeveralTasksAtOnce() {
    Provisioner provisioner = provisioner();
    TaskHandle first = start(provisioner, "exec sleep 600");
    TaskHandle second = start(provisioner, "exec sleep 600");
    assertThat(first.reference()).isNotEqualTo(second.reference());
    second.kill();
    assertThat(statusOf(second).signal()).hasValue(9);
    assertThat(first.isAlive()).isTrue();
    assertThat(first.end().complete(null)).isTrue();
    assertThat(first.isAlive()).isTrue();
    first.terminate();
    assertThat(statusOf(first).signal()).hasValue(15);
  }

  @Test
  void usesAReferenceOnce() {
    Provisioner provisioner = provisioner();
    TaskHandle task = start(provisioner, "exit 0");
    TfConfig addresses = provisioner.addresses(List.of(WORKER));
    TaskSpec spec = spec(WORKER, List.of("true"), addresses);
    assertThatThrownBy(() -> provisioner.start(spec, task.reference()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(task.reference());
    String asked = provisioner.newReference(WORKER);
    assertThat(provisioner.adopt(asked)).isEmpty();
    assertThatThrownBy(() -> provisioner.start(spec, asked))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesATaskToAnotherProvisioner() {
    assumeTrue(provisioner().isDurable());
    TaskHandle task =
        start(
            provisioner(),
            "trap 'echo saved; exit 5' TERM; echo ready; while :; do sleep 0.02; done");
    TaskHandle adopted = adopt(task.reference());
    assertThat(adopted.task()).isEqualTo(WORKER);
    assertThat(adopted.reference()).isEqualTo(task.reference());
    assertThat(adopted.isAlive()).isTrue();
    assertThat(lineOf(adopted)).isEqualTo("ready");
    adopted.terminate();
    assertThat(statusOf(adopted).code()).hasValue(5);
    assertThat(statusOf(task).code()).hasValue(5);
    TaskHandle ended = adopt(task.reference());
    assertThat(ended.isAlive()).isFalse();
    assertThat(statusOf(ended).code()).hasValue(5);
    assertThat(logOf(ended)).isEqualTo("ready\nsaved\n");
    provisioner().forget(task.reference());
    assertThat(provisioner().adopt(task.reference())).isEmpty();
  }

  @Test
  void givesATaskWhatItsTermsSay() {
    TaskTerms terms = new TaskTerms(true, Map.of(), List.of(), Map.of("RATE", "0.1 %"));
    Provisioner provisioner = provisioner();
    TfConfig addresses = provisioner.addresses(List.of(new Task(Task.Role.MASTER, 0), WORKER));
    List<String> command = List.of("sh", "-c", "printf '%s\\n' \"$RATE\" \"$TF_CONFIG\"");
    TaskSpec spec = spec(WORKER, command, addresses);
    TaskHandle task =
        provisioner.start(
            new TaskSpec(WORKER, command, addresses, spec.log(), terms),
            provisioner.newReference(WORKER));
    started.add(task);
    assertThat(statusOf(task).isSuccess()).isTrue();
    assertThat(logOf(task)).isEqualTo("0.1 %\n" + addresses.json(WORKER, true) + "\n");
    assertThat(addresses.json(WORKER, true)).contains("\"chief\"").doesNotContain("master");
  }

  /** What it leaves there is gone when nobody needs the task any more; its job's folders stay. */
  @Test
  void startsATaskInAnEmptyFolder() {
    assumeTrue(provisioner().isDurable());
    Path output = directory.resolve("job/output");
    TaskTerms terms = new TaskTerms(false, Map.of(), List.of(output), Map.of());
    TaskHandle task = start(provisioner(), "ls -A; touch here " + output + "/there; pwd", terms);
    assertThat(statusOf(task).isSuccess()).isTrue();
    Path work = Path.of(lineOf(task));
    assertThat(work.resolve("here")).exists();
    assertThat(output.resolve("there")).exists();
    provisioner().forget(task.reference());
    assertThat(work).doesNotExist();
    assertThat(output.resolve("there")).exists();
  }

  /** All processes of a task together, also after another server has taken it over. */
  @Test
  void killsATaskThatTakesMoreMemoryThanItMay() throws Exception {
    assumeTrue(provisioner().isDurable());
    Path go = directory.resolve("go");
    // Ten million characters in each of five shells, of which one alone would do no harm.
    String script =
        "until [ -e "
            + go
            + " ]; do sleep 0.02; done; "
            + "grow() { x=$(head -c 10000000 /dev/zero | tr '\\0' x); sleep 600; }; "
            + "for i in 1 2 3 4 5; do grow & done; wait";
    TaskTerms terms = new TaskTerms(false, Map.of(WORKER.role(), 40L), List.of(), Map.of());
    TaskHandle task = start(provisioner(), script, terms);
    TaskHandle adopted = adopt(task.reference());
    Files.createFile(go);
    ExitStatus end = statusOf(adopted);
    assertThat(end.signal()).hasValue(9);
    assertThat(end.excess().orElseThrow())
        .matches("took \\d+ MiB of memory, more than the 40 MiB of its machine type,");
    assertThat(statusOf(task).excess()).isPresent();
  }

  @Test
  void killsWhatItHasAdopted() {
    assumeTrue(provisioner().isDurable());
    TaskHandle task = start(provisioner(), "trap '' TERM; (sleep 600 & echo $!); sleep 600 & wait");
    long orphan = Long.parseLong(lineOf(task));
    TaskHandle adopted = adopt(task.reference());
    adopted.kill();
    assertThat(statusOf(adopted).signal()).hasValue(9);
    assertThat(isAlive(orphan)).isFalse();
  }
}
