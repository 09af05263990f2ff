package io.manabi.control.jobs;

import io.manabi.store.Database;
import io.manabi.store.Leadership;
import java.util.function.UnaryOperator;

/** Changes one job in the database, as long as this server watches over jobs. */
final class JobKeeper {
  private final Database database;
  private final Leadership leadership;
  private final JobName name;

  JobKeeper(Database database, Leadership leadership, JobName name) {
    this.database = database;
    this.leadership = leadership;
    this.name = name;
  }

  /**
   * Makes of a job what it becomes, and keeps that if it is another.
   *
   * @throws io.manabi.core.ManabiException if the database fails, or another server watches over
   *     jobs now
   */
  void change(UnaryOperator<JobRow> change) {
    Object unused =
        database.inTransaction(
            handle -> {
              leadership.require(handle);
              JobRow now = JobTable.lock(handle, name).orElseThrow();
              JobRow then = change.apply(now);
              if (!then.equals(now)) {
                JobTable.update(handle, then);
              }
              return then;
            });
  }
}
