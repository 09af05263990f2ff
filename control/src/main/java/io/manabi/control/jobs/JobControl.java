package io.manabi.control.jobs;

import io.manabi.jobs.Provisioner;
import io.manabi.store.Database;
import java.time.Clock;

/**
 * Takes jobs and sees them to their end. What it promises is in the database before it is said, so
 * that another one can go on where this has ended, however it has.
 */
public final class JobControl implements AutoCloseable {
  private final JobService service;
  private final JobSupervisor supervisor;
  private final ProgramCollection collection;

  /**
   * Nothing is done before {@link #start}.
   *
   * @param database where jobs are kept; the caller closes it afterwards
   * @param provisioner where tasks run; they must be able to go on without this process
   */
  public JobControl(Database database, Provisioner provisioner, JobSettings settings, Clock clock) {
    TrainingCommand commands =
        new TrainingCommand(settings.tiers(), settings.programs(), settings.folder());
    JobQueue queue = new JobQueue(settings.all(), settings.ofOneProject());
    supervisor = new JobSupervisor(database, commands, queue, provisioner, clock);
    collection = new ProgramCollection(database, settings.programs());
    service = new JobService(database, commands, queue, provisioner, clock, supervisor::wake);
  }

  /** Goes on with the jobs that there are, and with those that come. */
  public void start() {
    supervisor.start();
    collection.start();
  }

  /** What clients ask. */
  public JobService service() {
    return service;
  }

  /** Starts no more jobs, and leaves those that run to whoever comes next. */
  @Override
  public void close() {
    supervisor.close();
    collection.close();
  }
}
