package io.manabi.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL, which can be stopped, crash and come back. */
public final class PostgresServer implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable PostgresServer shared;

  private final Path data;
  private EmbeddedPostgres server;

  private PostgresServer(Path data) {
    this.data = data;
    this.server = start(data, 0);
  }

  /** The one of this JVM, which ends with it; for tests that do not end it. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      try {
        Path data = Files.createTempDirectory("manabi-postgres");
        shared = new PostgresServer(data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** A server of the caller's own, with its files in an empty directory. */
  public static PostgresServer in(Path directory) {
    return new PostgresServer(directory.resolve("postgres"));
  }

  private static EmbeddedPostgres start(Path data, int port) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(port == 0 && data.toString().contains("manabi-postgres"))
              .setPGStartupWait(Duration.ofSeconds(60))
              // Off by default there, so that a crash would lose what was committed.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100");
      return (port == 0 ? builder : builder.setPort(port)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an empty database, and returns its JDBC address. */
  public String newDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return server.getJdbcUrl("postgres", name);
  }

  /** The port on which it answers, also after {@link #comeBack}. */
  public int port() {
    return server.getPort();
  }

  /** Ends it as for maintenance: its clients are thrown out. */
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a crash does: without a farewell, and with a recovery at its next start. */
  public void crash() throws IOException, InterruptedException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
    if (process.isPresent()) {
      process.get().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
    stop();
  }

  /** Starts it again where it was. */
  public void comeBack() {
    server = start(data, server.getPort());
  }

  @Override
  public void close() {
    stop();
  }
}
