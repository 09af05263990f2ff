package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Jobs;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1CancelJobRequest;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Job;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1ListJobsResponse;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Scheduling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs, asked for by Google's own client, unchanged but for the address. */
class JobsApiIT {
  private static final String PROJECT = "projects/shop";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private RunningControl control;
  private Jobs jobs;

  @BeforeEach
  void start() {
    start(2);
  }

  private void start(int atOnce) {
    control = new RunningControl(folder, atOnce);
    jobs = control.google().projects().jobs();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private GoogleCloudMlV1Job awaitState(String id, String state) {
    await()
        .atMost(LIMIT)
        .until(() -> jobs.get(PROJECT + "/jobs/" + id).execute().getState().equals(state));
    try {
      return jobs.get(PROJECT + "/jobs/" + id).execute();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void runsAJobToItsEnd() throws Exception {
    GoogleCloudMlV1Job asked =
        GoogleCalls.job("hello_1", "echo \"$TF_CONFIG\" > \"$2/said\"; echo \"$@\" >> \"$2/said\"")
            .setLabels(Map.of("team", "shop"));
    asked.getTrainingInput().setJobDir(folder.toString()).setArgs(List.of());

    GoogleCloudMlV1Job created = jobs.create(PROJECT, asked).execute();
    assertThat(created.getState()).isEqualTo("QUEUED");
    assertThat(created.getCreateTime()).isNotEmpty();

    GoogleCloudMlV1Job ended = awaitState("hello_1", "SUCCEEDED");
    assertThat(ended.getStartTime()).isGreaterThanOrEqualTo(ended.getCreateTime());
    assertThat(ended.getEndTime()).isGreaterThanOrEqualTo(ended.getStartTime());
    assertThat(ended.getLabels()).containsEntry("team", "shop");
    assertThat(ended.getTrainingInput()).isEqualTo(asked.getTrainingInput());
    assertThat(ended.getErrorMessage()).isNull();
    assertThat(Files.readString(folder.resolve("said")))
        .contains("\"type\":\"master\"")
        .contains("--job-dir " + folder);
  }

  @Test
  void saysWhyAJobFailed() throws Exception {
    jobs.create(PROJECT, GoogleCalls.job("bad", "echo the data is wrong; exit 2")).execute();

    assertThat(awaitState("bad", "FAILED").getErrorMessage())
        .contains("Task master-0 ended with status 2: the data is wrong; its log is ");
  }

  @Test
  void endsWhatIsCancelledWhetherItRunsOrWaits() throws Exception {
    control.close();
    start(1);
    jobs.create(PROJECT, GoogleCalls.job("runs", "exec sleep 600")).execute();
    awaitState("runs", "RUNNING");
    jobs.create(PROJECT, GoogleCalls.job("waits", "exec sleep 600")).execute();

    for (String id : List.of("waits", "runs")) {
      jobs.cancel(PROJECT + "/jobs/" + id, new GoogleCloudMlV1CancelJobRequest()).execute();
      assertThat(awaitState(id, "CANCELLED").getEndTime()).isNotEmpty();
    }
    assertThat(jobs.get(PROJECT + "/jobs/waits").execute().getStartTime()).isNull();
    jobs.cancel(PROJECT + "/jobs/runs", new GoogleCloudMlV1CancelJobRequest()).execute();
  }

  @Test
  void endsWhatRunsForTooLong() throws Exception {
    GoogleCloudMlV1Job job = GoogleCalls.job("slow", "exec sleep 600");
    job.getTrainingInput().setScheduling(new GoogleCloudMlV1Scheduling().setMaxRunningTime("1s"));
    jobs.create(PROJECT, job).execute();

    assertThat(awaitState("slow", "CANCELLED").getErrorMessage())
        .contains("longer than its maxRunningTime of 1 s");
  }

  @Test
  void goesOnWithAJobThatAServerBeforeHasStarted() throws Exception {
    Path go = folder.resolve("go");
    Path begun = folder.resolve("begun");
    jobs.create(
            PROJECT,
            GoogleCalls.job(
                "long", "echo x >> " + begun + "; until [ -e " + go + " ]; do sleep 0.05; done"))
        .execute();
    awaitState("long", "RUNNING");
    await().atMost(LIMIT).until(() -> Files.exists(begun));
    control.close();
    start(2);

    assertThat(jobs.get(PROJECT + "/jobs/long").execute().getState()).isEqualTo("RUNNING");
    Files.createFile(go);
    awaitState("long", "SUCCEEDED");
    assertThat(begun).hasContent("x");
  }

  @Test
  void listsThePagesOfWhatFits() throws Exception {
    control.close();
    start(1);
    jobs.create(PROJECT, GoogleCalls.job("first", "exec sleep 600")).execute();
    for (int i = 0; i < 6; i++) {
      jobs.create(PROJECT, GoogleCalls.job("rnn_" + i, "true")).execute();
    }
    jobs.create("projects/other", GoogleCalls.job("rnn_9", "true")).execute();
    List<String> ids = new ArrayList<>();
    String token = null;
    do {
      GoogleCloudMlV1ListJobsResponse page =
          jobs.list(PROJECT).setFilter("jobId:rnn*").setPageSize(4).setPageToken(token).execute();
      page.getJobs().forEach(job -> ids.add(job.getJobId()));
      token = page.getNextPageToken();
    } while (token != null);

    assertThat(ids).containsExactly("rnn_5", "rnn_4", "rnn_3", "rnn_2", "rnn_1", "rnn_0");
    assertThat(listed("state!=QUEUED")).containsExactly("first");
    assertThat(listed("state:QUE* AND jobId:3")).containsExactly("rnn_3");
    assertThat(listed("state=NONE")).isEmpty();
    jobs.cancel(PROJECT + "/jobs/first", new GoogleCloudMlV1CancelJobRequest()).execute();
    awaitState("rnn_5", "SUCCEEDED");
  }

  private List<String> listed(String filter) throws IOException {
    GoogleCloudMlV1ListJobsResponse page = jobs.list(PROJECT).setFilter(filter).execute();
    return Stream.ofNullable(page.getJobs())
        .flatMap(List::stream)
        .map(GoogleCloudMlV1Job::getJobId)
        .toList();
  }

  @Test
  void changesLabelsUnlessSomebodyElseHasMeanwhile() throws Exception {
    GoogleCloudMlV1Job job = jobs.create(PROJECT, GoogleCalls.job("mine", "true")).execute();
    job = awaitState(job.getJobId(), "SUCCEEDED");
    String name = PROJECT + "/jobs/mine";

    GoogleCloudMlV1Job changed =
        jobs.patch(
                name, new GoogleCloudMlV1Job().setLabels(Map.of("a", "b")).setEtag(job.getEtag()))
            .setUpdateMask("labels")
            .execute();
    assertThat(changed.getLabels()).containsExactly(Map.entry("a", "b"));
    assertThat(changed.getEtag()).isNotEqualTo(job.getEtag());

    GoogleCloudMlV1Job late = new GoogleCloudMlV1Job().setLabels(Map.of()).setEtag(job.getEtag());
    GoogleCalls.assertRefused(() -> jobs.patch(name, late).execute(), 409, "ABORTED");
  }

  @Test
  void refusesWhatGoogleRefuses() throws Exception {
    jobs.create(PROJECT, GoogleCalls.job("twice", "true")).execute();

    GoogleCalls.assertRefused(
        () -> jobs.create(PROJECT, GoogleCalls.job("twice", "true")).execute(), 409, "twice");
    GoogleCalls.assertRefused(
        () -> jobs.get(PROJECT + "/jobs/none").execute(), 404, "no job projects/shop/jobs/none");
    GoogleCalls.assertRefused(
        () -> jobs.getIamPolicy(PROJECT + "/jobs/none").execute(), 404, "no job");
    GoogleCalls.assertRefused(
        () -> jobs.create(PROJECT, GoogleCalls.job("1x", "true")).execute(), 400, "1x");
  }
}
