package io.manabi.bench;

import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Jobs that have ended, put where a control server keeps them; to run them all takes hours. */
final class FilledDatabase {
  static final int JOBS = 10_000;
  private static final int ROWS_AT_ONCE = 1000;
  private static final String INPUT =
      "{\"scaleTier\":\"STANDARD_1\",\"packageUris\":[\"/data/acme.jar\"],"
          + "\"pythonModule\":\"com.acme.FlowersTrainer\",\"region\":\"us-central1\","
          + "\"args\":[\"--data-dir\",\"/data/records\",\"--train-steps\",\"10000\"]}";

  private FilledDatabase() {}

  /** Writes them into a database that no server has open. */
  static void write(DatabaseAddress address) {
    try (Database database = Database.open(address)) {
      for (int begin = 0; begin < JOBS; begin += ROWS_AT_ONCE) {
        int first = begin;
        database.inTransaction(handle -> insert(handle, first));
      }
    }
  }

  private static int insert(Handle handle, int first) {
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO job (project, id, input, labels, state, create_time, start_time, end_time,"
                + " error, revision) VALUES ('bench', ?, ?, ?, ?, ?, ?, ?, ?, 4)");
    OffsetDateTime begin = OffsetDateTime.now(ZoneOffset.UTC).minusDays(30);
    for (int i = first; i < first + ROWS_AT_ONCE; i++) {
      OffsetDateTime created = begin.plusMinutes(i);
      boolean failed = i % 10 == 0;
      batch.add(
          "flowers_" + i,
          INPUT,
          "{\"team\":\"team_" + i % 7 + "\"}",
          failed ? "FAILED" : "SUCCEEDED",
          created,
          created.plusSeconds(5),
          created.plusSeconds(300),
          failed ? "Task worker 1 ended with status 1." : "");
    }
    return batch.execute().length;
  }
}
