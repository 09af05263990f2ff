package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Jobs;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1CancelJobRequest;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Job;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1TrainingInput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.control.programs.Programs;
import io.manabi.control.programs.PythonRequirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainers that are packages of Python, in real environments. */
class PythonTrainersIT {
  private static final String PROJECT = "projects/shop";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Writes what it is told and where it runs. */
  private static final String TELL =
      """
      import json, os, sys
      says = {"args": sys.argv[1:], "prefix": sys.prefix, "config": os.environ["TF_CONFIG"]}
      with open(os.path.join(sys.argv[-1], "said.json"), "w") as file:
          json.dump(says, file)
      """;

  @TempDir private Path folder;
  private RunningControl control;
  private Jobs jobs;

  @BeforeEach
  void start() {
    control = new RunningControl(folder, 2);
    jobs = control.google().projects().jobs();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private void create(String id, String uri, @Nullable String pythonVersion) throws IOException {
    GoogleCloudMlV1TrainingInput input =
        new GoogleCloudMlV1TrainingInput()
            .setPackageUris(List.of(uri))
            .setPythonModule("trainer.task")
            .setPythonVersion(pythonVersion)
            .setArgs(List.of("--rate", "0.1 %"));
    jobs.create(PROJECT, new GoogleCloudMlV1Job().setJobId(id).setTrainingInput(input)).execute();
  }

  private GoogleCloudMlV1Job await(String id, String... states) {
    return Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> jobs.get(PROJECT + "/jobs/" + id).execute(),
            job -> {
              assertThat(job.getState().equals("FAILED") && !Set.of(states).contains("FAILED"))
                  .as(job.getErrorMessage())
                  .isFalse();
              return Set.of(states).contains(job.getState());
            });
  }

  private Path file(String job, String name) {
    return folder.resolve("jobs/shop").resolve(job).resolve(name);
  }

  private String said(String job) throws IOException {
    return Files.readString(file(job, "output/said.json"));
  }

  @Test
  void runsAPackageThatWasUploadedInOneEnvironmentForAllItsJobs() throws Exception {
    Path wheel = TrainerPackage.wheel(folder.resolve("trainer-0.1-py3-none-any.whl"), TELL);
    String uri = control.upload("shop", "trainer-0.1-py3-none-any.whl", Files.readAllBytes(wheel));
    create("first", uri, null);
    create("second", uri, null);

    assertThat(await("first", "SUCCEEDED").getStartTime()).isNotEmpty();
    await("second", "SUCCEEDED");
    assertThat(said("first"))
        .contains("\"--rate\", \"0.1 %\", \"--job-dir\", \"" + file("first", "output") + "\"")
        .contains("\\\"chief\\\"");
    Pattern prefix = Pattern.compile("\"prefix\": \"[^\"]*\"");
    assertThat(prefix.matcher(said("second")).results().findAny().orElseThrow().group())
        .isEqualTo(prefix.matcher(said("first")).results().findAny().orElseThrow().group())
        .contains(folder.resolve("environments").toString());
    String logs =
        Files.readString(file("first", "logs/environment.log"))
            + Files.readString(file("second", "logs/environment.log"));
    assertThat(logs.lines().filter(line -> line.endsWith(" is made."))).hasSize(1);
    assertThat(logs.lines().filter(line -> line.endsWith(" is there."))).hasSize(1);
    deletesWhatNobodyHasUsedForAWhile(Path.of(URI.create(uri)));
  }

  private void deletesWhatNobodyHasUsedForAWhile(Path kept) throws Exception {
    Path complete = only(folder.resolve("environments"), "complete");
    Path environment = complete.resolveSibling("").normalize();
    Programs programs = RunningControl.programs(folder, PythonRequirements.NONE);
    age(complete, 8);
    age(kept, 31);
    KeptPackage ofJob =
        new KeptPackage(
            String.valueOf(kept.getName(kept.getNameCount() - 2)),
            String.valueOf(kept.getFileName()));
    programs.collect(Set.of(ofJob), Set.of(environment.resolve("bin/python").toString()));
    assertThat(complete).as("a job runs there").exists();
    assertThat(kept).as("a job waits").exists();

    create("third", kept.toString(), null);
    await("third", "SUCCEEDED");
    programs.collect(Set.of(), Set.of());
    assertThat(complete).as("just used").exists();
    assertThat(kept).as("just used").exists();

    age(complete, 8);
    age(kept, 31);
    Process maker =
        new ProcessBuilder("flock", environment + ".lock", "sh", "-c", "echo held; cat").start();
    assertThat(maker.inputReader().readLine()).isEqualTo("held");
    programs.collect(Set.of(), Set.of());
    assertThat(complete).as("a job is about to use it").exists();
    assertThat(kept).doesNotExist();
    maker.outputWriter().close();
    maker.waitFor();
    programs.collect(Set.of(), Set.of());
    assertThat(environment).doesNotExist();
  }

  private static void age(Path file, int days) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
  }

  private static Path only(Path folder, String name) throws IOException {
    try (Stream<Path> tree = Files.find(folder, 2, (path, file) -> path.endsWith(name))) {
      return tree.findFirst().orElseThrow();
    }
  }

  @Test
  void runsWhatThePackageWasWhenTheJobWasCreated() throws Exception {
    Path wheel = TrainerPackage.wheel(folder.resolve("trainer-0.1-py3-none-any.whl"), TELL);
    Path environments = folder.resolve("environments");
    create("makes", wheel.toString(), null);
    await("makes", "SUCCEEDED");
    Path lock;
    try (Stream<Path> files = Files.list(environments)) {
      lock = files.filter(each -> each.toString().endsWith(".lock")).findFirst().orElseThrow();
    }
    Process holder = new ProcessBuilder("flock", lock.toString(), "cat").start();
    try {
      holder.outputWriter().write("held\n");
      holder.outputWriter().flush();
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      create("waits", wheel.toUri().toString(), null);
      create("gives_up", wheel.toUri().toString(), null);
      TrainerPackage.wheel(wheel, "raise SystemExit(2)");
      await("waits", "PREPARING");
      await("gives_up", "PREPARING");
      jobs.cancel(PROJECT + "/jobs/gives_up", new GoogleCloudMlV1CancelJobRequest()).execute();
      assertThat(await("gives_up", "CANCELLED").getStartTime()).isNull();

      // Another server goes on, whatever the first has left.
      stop();
      start();
      await("waits", "PREPARING");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    await("waits", "SUCCEEDED");
    assertThat(said("waits")).contains("--job-dir");
  }

  @Test
  void saysInOneSentenceWhyAnEnvironmentCannotBeMade() throws Exception {
    Path wheel = TrainerPackage.wheel(folder.resolve("trainer-0.1-py3-none-any.whl"), TELL);
    Path broken = Files.writeString(folder.resolve("trainer-0.2-py3-none-any.whl"), "no zip");
    create("old", wheel.toString(), "3.1");
    create("broken", broken.toString(), null);

    assertThat(await("old", "FAILED").getErrorMessage())
        .isEqualTo(
            "The Python environment of job old cannot be made: There is no Python 3.1 here;"
                + " install it, or ask for another pythonVersion; the log is "
                + file("old", "logs/environment.log")
                + ".");
    assertThat(await("broken", "FAILED").getErrorMessage())
        .matches("The Python environment of job broken cannot be made: [^\\n]{10,}; the log is .*");
    assertThat(Files.readString(file("broken", "logs/environment.log"))).contains(".whl");
  }

  @Test
  void refusesAPackageThatIsTooLarge() throws Exception {
    String head =
        String.join(
            "\r\n",
            "POST /v1/projects/shop:uploadPackage?name=a.whl HTTP/1.1",
            "Host: localhost",
            "Content-Length: 600000000",
            "Connection: close",
            "",
            "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[1 << 16]);
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 413");
    }
  }
}
