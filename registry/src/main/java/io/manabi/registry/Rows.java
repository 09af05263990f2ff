package io.manabi.registry;

import io.manabi.store.Database;
import io.manabi.store.TimeColumns;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The database of a registry.
 *
 * @param condition throws where a transaction may not be made
 */
record Rows(Database database, Clock clock, Consumer<Handle> condition) {
  <T> T inTransaction(Function<Handle, T> work) {
    return database.inTransaction(
        handle -> {
          condition.accept(handle);
          return work.apply(handle);
        });
  }

  /** As the database keeps times. */
  Instant now() {
    return TimeColumns.kept(clock.instant());
  }
}
