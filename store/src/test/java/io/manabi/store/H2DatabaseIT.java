package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.core.ManabiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2DatabaseIT extends DatabaseContract {
  private static final AtomicInteger DIRECTORIES = new AtomicInteger();

  private static final int STATUS = 9;

  @TempDir static Path directory;

  @Override
  DatabaseAddress newAddress() {
    return DatabaseAddress.directory(
        directory.resolve("a folder " + DIRECTORIES.getAndIncrement()));
  }

  @Test
  void keepsWhatWasCommittedWhenItsProcessIsKilled() throws Exception {
    Path killed = directory.resolve("killed");
    run("exec", CommitsAndDies.class, killed);
    try (Database again = Database.open(DatabaseAddress.directory(killed))) {
      List<Integer> rows =
          again.inTransaction(
              handle -> handle.createQuery("SELECT id FROM mine").mapTo(Integer.class).list());
      assertThat(rows).containsExactly(7);
    }
  }

  /** Runs a program that ends with {@link #STATUS}, and returns its output. */
  private static String run(String prefix, Class<?> program, Path argument) throws Exception {
    Path log = directory.resolve(program.getSimpleName() + ".log");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                prefix + " \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                argument.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    String output = Files.readString(log);
    assertThat(status).as(output).isEqualTo(STATUS);
    return output;
  }

  /** A program that ends without a farewell as soon as its change is made. */
  static final class CommitsAndDies {
    private CommitsAndDies() {}

    public static void main(String[] args) {
      Database database = Database.open(DatabaseAddress.directory(Path.of(args[0])));
      database.inTransaction(handle -> handle.execute("CREATE TABLE mine (id INT)"));
      database.inTransaction(handle -> handle.execute("INSERT INTO mine VALUES (7)"));
      Runtime.getRuntime().halt(STATUS);
    }
  }

  @Test
  void losesNothingWhenTheDiskIsFull() throws Exception {
    Path full = directory.resolve("full");
    // Files cannot grow beyond this number of half kilobytes.
    String output = run("ulimit -f 2000; exec", FillsTheDisk.class, full);
    Matcher said = Pattern.compile("(?s).*written (\\d+)\n(.*)").matcher(output);
    assertThat(said.matches()).as(output).isTrue();
    assertThat(said.group(2)).contains("database in " + full);
    try (Database again = Database.open(DatabaseAddress.directory(full))) {
      long rows =
          again.inTransaction(
              handle -> handle.createQuery("SELECT COUNT(*) FROM mine").mapTo(Long.class).one());
      long written = Long.parseLong(said.group(1));
      // Of the last one nobody may know.
      assertThat(rows).isBetween(written, written + 1);
      assertThat(written).isPositive();
    }
  }

  /** A program that writes until it cannot. */
  static final class FillsTheDisk {
    private FillsTheDisk() {}

    public static void main(String[] args) {
      Database database =
          Database.open(DatabaseAddress.directory(Path.of(args[0])), Duration.ofSeconds(1));
      database.inTransaction(handle -> handle.execute("CREATE TABLE mine (noise VARBINARY(9999))"));
      Random random = new Random(1);
      byte[] noise = new byte[9999];
      int written = 0;
      try {
        while (true) {
          random.nextBytes(noise);
          database.inTransaction(handle -> handle.execute("INSERT INTO mine VALUES (?)", noise));
          written++;
        }
      } catch (ManabiException e) {
        System.out.println("written " + written + "\n" + e.getMessage());
        Runtime.getRuntime().halt(STATUS);
      }
    }
  }

  @Test
  void livesInMemoryUntilItIsClosed() {
    DatabaseAddress memory = DatabaseAddress.inMemory();
    try (Database first = Database.open(memory)) {
      first.inTransaction(handle -> handle.execute("CREATE TABLE mine (id INT)"));
      try (Database second = Database.open(DatabaseAddress.inMemory())) {
        second.inTransaction(handle -> handle.execute("CREATE TABLE mine (id INT)"));
      }
    }
    try (Database again = Database.open(memory)) {
      again.inTransaction(handle -> handle.execute("CREATE TABLE mine (id INT)"));
    }
  }

  @Test
  void goesOnAfterItsFileWasClosedUnderIt() {
    insert(database, "c", 3);
    AtomicInteger tries = new AtomicInteger();
    database.inTransaction(
        handle -> {
          add(handle, "c", 1);
          if (tries.incrementAndGet() == 1) {
            // As H2 does itself when it cannot write.
            handle.execute("SHUTDOWN IMMEDIATELY");
          }
          return add(handle, "c", 1);
        });
    assertThat(balance("c")).isEqualTo(5);
    assertThat(tries).hasValue(2);
  }
}
