package io.manabi.store;

import io.manabi.core.ManabiException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.Handle;

/** Makes the tables of all modules, and brings them up to date. */
final class Migrations {
  /** Flyway's table, which says what was done. */
  static final String HISTORY = "flyway_schema_history";

  private Migrations() {}

  static void migrate(DataSource source, DatabaseAddress address) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:io/manabi/store/migrations")
            .load();
    try {
      refuseNewer(flyway, address);
      flyway.migrate();
    } catch (FlywayException e) {
      throw Database.cannotOpen(
          address,
          SqlFailure.isConnectionLost(e)
              ? SqlFailure.reason(e) + "; see that it runs."
              : "its tables are not those of Manabi (" + SqlFailure.reason(e) + "); give another.",
          e);
    }
  }

  /** The version of the tables of a database that is open. */
  static String version(Handle handle) {
    return handle
        .createQuery(
            "SELECT \"version\" FROM \""
                + HISTORY
                + "\" WHERE \"success\" ORDER BY \"installed_rank\" DESC LIMIT 1")
        .mapTo(String.class)
        .one();
  }

  private static void refuseNewer(Flyway flyway, DatabaseAddress address) {
    boolean newer =
        Arrays.stream(flyway.info().all())
            .map(MigrationInfo::getState)
            .anyMatch(state -> state.name().startsWith("FUTURE"));
    if (newer) {
      throw ManabiException.user(
          "The database in "
              + address.place()
              + " was used by a newer Manabi; use that one, or a database of this one.");
    }
  }
}
