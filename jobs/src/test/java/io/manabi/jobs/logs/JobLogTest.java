package io.manabi.jobs.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.events.Severity;
import io.manabi.core.files.AtomicFiles;
import io.manabi.jobs.JobState;
import io.manabi.jobs.processes.LocalProvisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobLogTest {
  private static final String NAME = "projects/p/jobs/j";

  private Path folder = Path.of("");
  private Instant created = Instant.EPOCH;
  private @Nullable Instant ended;

  @BeforeEach
  @BeforeTry
  void make() throws IOException {
    folder = Files.createTempDirectory("job-log");
    created = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    ended = null;
    Files.createDirectories(folder.resolve("logs"));
  }

  @AfterEach
  @AfterTry
  void delete() throws IOException {
    AtomicFiles.deleteTree(folder);
  }

  private JobLog log(String name) {
    return new JobLog(
        name,
        () ->
            new JobSummary(
                created,
                Optional.empty(),
                Optional.ofNullable(ended),
                ended == null ? JobState.RUNNING : JobState.SUCCEEDED,
                Optional.empty()),
        LocalProvisioner.durable(folder.resolve("tasks")),
        folder.resolve("logs"),
        folder.resolve("output"),
        Clock.system(ZoneOffset.UTC));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * A piece of the log of a task.
   *
   * @param task which
   * @param lines how many seconds after the line before each comes
   */
  record Piece(int task, List<Integer> lines) {}

  @Provide
  Arbitrary<List<Piece>> pieces() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 3).list().ofMaxSize(8))
        .as(Piece::new)
        .list()
        .ofMaxSize(12);
  }

  /** Whatever is written between pages, and whoever reads them. */
  @Property(tries = 40)
  void tellsEachLineOnceAndByTime(
      @ForAll("pieces") List<Piece> pieces,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll boolean atOnce)
      throws IOException {
    Map<Integer, List<String>> written = new TreeMap<>();
    Map<Integer, Instant> last = new TreeMap<>();
    List<LogEntry> read = new ArrayList<>();
    String token = "";
    for (Piece piece : pieces) {
      List<String> lines = written.computeIfAbsent(piece.task(), absent -> new ArrayList<>());
      for (int seconds : piece.lines()) {
        Instant time = last.getOrDefault(piece.task(), created).plusSeconds(seconds);
        last.put(piece.task(), time);
        String line = time + " INFO ä " + piece.task() + " " + lines.size();
        lines.add(line);
        write("logs/worker-" + piece.task() + ".log", line + "\n");
      }
      if (!atOnce) {
        LogPage page = log(NAME).read(token, size);
        page.items().forEach(item -> read.add(item.entry()));
        token = page.nextPageToken();
        assertThat(page.done()).isFalse();
      }
    }
    ended = Instant.now();
    boolean done = false;
    while (!done) {
      LogPage page = log(NAME).read(token, size);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
      page.items().forEach(item -> read.add(item.entry()));
      // Behind any entry reading goes on as behind the page.
      token = page.items().isEmpty() ? token : page.items().get(0).pageToken();
      read.subList(read.size() - Math.max(0, page.items().size() - 1), read.size()).clear();
      done = page.done() && page.items().size() <= 1;
    }
    written.forEach(
        (task, lines) ->
            assertThat(read)
                .filteredOn(entry -> entry.task().equals("worker-replica-" + task))
                .extracting(LogEntry::text)
                .isEqualTo(lines));
    assertThat(read).filteredOn(entry -> entry.task().equals(LogEntry.SERVICE)).hasSize(2);
    if (atOnce) {
      assertThat(read).extracting(LogEntry::time).isSorted();
    }
  }

  @Test
  void keepsStackTracesTogether() throws IOException {
    String java =
        """
        %s ERROR [main] i.m.Main it failed
        java.lang.IllegalStateException: it is so
        \tat io.manabi.Main.main(Main.java:1)
        Caused by: java.io.IOException: the pipe is broken
        \t... 1 more
        """
            .formatted(created.plusSeconds(5))
            .stripTrailing();
    String python =
        """
        Traceback (most recent call last):
          File "train.py", line 1, in <module>
            fail()
        ValueError: first

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "train.py", line 2, in <module>
        KeyError: 'second'
        """
            .stripTrailing();
    String bar = "step 1\rstep 2\r\n";
    write("logs/master-0.log", String.join("\n", "begin", java, "between", python, bar));
    ended = Instant.now();

    assertThat(entries())
        .extracting(LogEntry::text)
        .containsExactly("begin", java, "between", python, "step 2");
    assertThat(entries())
        .extracting(LogEntry::severity)
        .containsExactly(
            Severity.INFO, Severity.ERROR, Severity.INFO, Severity.ERROR, Severity.INFO);
  }

  private List<LogEntry> entries() {
    return log(NAME).read("", 100).items().stream()
        .map(LogPage.Item::entry)
        .filter(entry -> !entry.task().equals(LogEntry.SERVICE))
        .collect(Collectors.toList());
  }

  /** Until nobody adds to them any more. */
  @Test
  void waitsForTheRestOfWhatBelongsTogether() throws IOException {
    write("logs/master-0.log", "first\nsecond\n\tat x\n");
    assertThat(entries()).extracting(LogEntry::text).containsExactly("first");
    Files.setLastModifiedTime(
        folder.resolve("logs/master-0.log"),
        FileTime.from(Instant.now().minus(OutputSource.SETTLED.multipliedBy(2))));
    assertThat(entries()).extracting(LogEntry::text).containsExactly("first", "second\n\tat x");
  }

  @Test
  void givesTheTimeAtWhichALineWasWrittenIfItsOwnCannotBe() throws IOException {
    write("logs/master-0.log", "1999-12-31 00:00:00 INFO born\n2099-12-31 00:00:00 INFO old\n");
    ended = Instant.now();
    assertThat(entries())
        .allSatisfy(
            entry ->
                assertThat(entry.time())
                    .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now()));
  }

  @Test
  void tellsTheEventsOfThisJobOnly() throws IOException {
    JobEvent mine =
        new JobEvent.Warning(created.plusSeconds(9), 1, 7, "There is no room for a checkpoint.");
    List<String> lines =
        List.of(
            JobEvents.write(new JobEvent.Stopped(created.minusSeconds(1), 1, 5)),
            "{\"event\":\"of a later version\"}",
            "no event",
            JobEvents.write(mine));
    write("output/" + JobEvents.FILE, String.join("\n", lines) + "\n{\"event\":\"st");
    write("logs/master-0.log", "");
    new ServiceLog(folder.resolve("logs"), Clock.systemUTC()).say(Severity.WARNING, "Again.");

    List<LogPage.Item> items = log(NAME).read("", 100).items();
    assertThat(items)
        .extracting(item -> item.entry().text())
        .containsExactly("The job was created and waits for its turn.", mine.message(), "Again.");
    assertThat(items.get(1).entry().event()).contains(mine);
    assertThat(items.get(1).entry().task()).isEqualTo("master-replica-0");
    assertThat(items.get(1).entry().severity()).isEqualTo(Severity.WARNING);
  }

  /** A program that writes no end of a line does not hold up others, or fill the memory. */
  @Test
  void cutsLinesWithoutEndBetweenCharacters() throws IOException {
    String endless = "x" + "ä".repeat(100_000);
    write("logs/master-0.log", endless);
    ended = Instant.now();
    assertThat(entries()).hasSizeBetween(2, 4);
    assertThat(entries().stream().map(LogEntry::text).collect(Collectors.joining()))
        .isEqualTo(endless);
    assertThat(entries())
        .allSatisfy(
            entry -> assertThat(entry.text().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1 << 16));
  }

  @Test
  void refusesTokensOfOthers() {
    String token = log("projects/p/jobs/other").read("", 10).nextPageToken();
    for (String wrong : List.of(token, "AAAA", "%", token + "A")) {
      assertThatThrownBy(() -> log(NAME).read(wrong, 10))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("is none of the log of job projects/p/jobs/j");
    }
  }
}
