package io.manabi.control.jobs;

import io.manabi.control.programs.KeptPackage;
import io.manabi.control.programs.Programs;
import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes files of programs that no job needs, once an hour. */
final class ProgramCollection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramCollection.class);

  private final Database database;
  private final Programs programs;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "program-collection");
            made.setDaemon(true);
            return made;
          });

  ProgramCollection(Database database, Programs programs) {
    this.database = database;
    this.programs = programs;
  }

  void start() {
    Object unused = thread.scheduleWithFixedDelay(this::collect, 0, 1, TimeUnit.HOURS);
  }

  private void collect() {
    try {
      // A job that is created after this has noted before that it needs its packages.
      List<JobRow> open = database.inTransaction(handle -> JobTable.in(handle, JobSupervisor.OPEN));
      Set<KeptPackage> packages =
          open.stream().flatMap(row -> row.packages().stream()).collect(Collectors.toSet());
      Set<String> commands =
          open.stream()
              .flatMap(row -> row.progress().stream())
              .map(progress -> progress.spec().command().get(0))
              .collect(Collectors.toSet());
      programs.collect(packages, commands);
    } catch (ManabiException e) {
      LOG.error("Programs that nobody needs stay: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Programs that nobody needs stay", e);
    }
  }

  @Override
  public void close() {
    // No interrupt: H2 closes its file when one comes.
    thread.shutdown();
    try {
      Object unused = thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
