package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.store.DatabaseAddress;
import io.manabi.store.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one PostgreSQL: both answer, one runs jobs. */
class SharedDatabaseIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String JOBS = "/v1/projects/shop/jobs";

  @TempDir private Path folder;

  private static boolean is(String state, RunningControl control) throws Exception {
    return control.send("GET", JOBS + "/long", "").body().contains("\"" + state + "\"");
  }

  @Test
  void anotherServerGoesOnWithTheJobs() throws Exception {
    DatabaseAddress address = DatabaseAddress.of(PostgresServer.shared().newDatabase());
    Path go = folder.resolve("go");
    Path begun = folder.resolve("begun");
    RunningControl first = new RunningControl(folder, 2, address);
    RunningControl second = new RunningControl(folder, 2, address);
    try {
      HttpResponse<String> created =
          second.send(
              "POST",
              JOBS,
              "{\"jobId\": \"long\", \"trainingInput\": {\"masterConfig\": {\"containerCommand\":"
                  + " [\"sh\", \"-c\", \"echo x >> "
                  + begun
                  + "; until [ -e "
                  + go
                  + " ]; do sleep 0.05; done\", \"sh\"]}}}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
      await().atMost(LIMIT).until(() -> is("RUNNING", second));
      first.close();
      Files.createFile(go);

      await().atMost(LIMIT).until(() -> is("SUCCEEDED", second));
      assertThat(begun).hasContent("x");
    } finally {
      second.close();
      first.close();
    }
  }
}
