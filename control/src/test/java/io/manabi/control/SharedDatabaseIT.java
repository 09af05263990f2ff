package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.manabi.control.programs.PythonRequirements;
import io.manabi.jobs.Provisioner;
import io.manabi.store.DatabaseAddress;
import io.manabi.store.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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

  /** As if the tasks of a server ran on a machine of that name. */
  private RunningControl on(String machine, DatabaseAddress address) {
    Provisioner here = RunningControl.tasksIn(folder.resolve(machine));
    Provisioner there =
        (Provisioner)
            Proxy.newProxyInstance(
                SharedDatabaseIT.class.getClassLoader(),
                new Class<?>[] {Provisioner.class},
                (proxy, method, args) -> {
                  try {
                    return method.getName().equals("place") ? machine : method.invoke(here, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new RunningControl(
        folder.resolve(machine),
        2,
        address,
        there,
        PythonRequirements.NONE,
        new ReadableModels(),
        settings -> {});
  }

  private static void create(RunningControl control, String id, String script) throws Exception {
    HttpResponse<String> created =
        control.send(
            "POST",
            JOBS,
            "{\"jobId\": \""
                + id
                + "\", \"trainingInput\": {\"masterConfig\": {\"containerCommand\": [\"sh\", \"-c\", \""
                + script
                + "\", \"sh\"]}}}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
  }

  private static void awaitIn(RunningControl control, String id, String part) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(control.send("GET", JOBS + "/" + id, "").body()).contains(part));
  }

  @Test
  void aServerOnAnotherMachineStartsNoTaskTwice() throws Exception {
    DatabaseAddress address = DatabaseAddress.of(PostgresServer.shared().newDatabase());
    Path go = folder.resolve("go");
    Path begun = folder.resolve("begun");
    String script = "echo x >> " + begun + "; until [ -e " + go + " ]; do sleep 0.05; done";
    RunningControl first = on("one", address);
    create(first, "long", script);
    create(first, "lost", script);
    awaitIn(first, "long", "\"RUNNING\"");
    awaitIn(first, "lost", "\"RUNNING\"");
    RunningControl second = on("two", address);
    first.close();
    try {
      create(second, "next", "true");
      awaitIn(second, "next", "\"SUCCEEDED\"");
      awaitIn(second, "long", "are on one, which has no server any more");
      awaitIn(second, "long", "\"RUNNING\"");
      second.send("POST", JOBS + "/lost:cancel?force=true", "{}");
      assertThat(second.send("GET", JOBS + "/lost", "").body())
          .contains("\"CANCELLED\"", "may still run on one");

      first = on("one", address);
      Files.createFile(go);
      awaitIn(second, "long", "\"SUCCEEDED\"");
      assertThat(second.send("GET", JOBS + "/long", "").body()).doesNotContain("errorMessage");
      assertThat(begun).hasContent("x\nx");
    } finally {
      second.close();
      first.close();
    }
  }
}
