package io.manabi.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.ml.v1.CloudMachineLearningEngine;
import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Models;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1AutoScaling;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1ListModelsResponse;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Model;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1SetDefaultVersionRequest;
import com.google.api.services.ml.v1.model.GoogleCloudMlV1Version;
import com.google.api.services.ml.v1.model.GoogleLongrunningOperation;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.manabi.control.models.DeployedModel;
import io.manabi.control.models.Deployment;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.core.ManabiException;
import io.manabi.core.files.FolderLock;
import io.manabi.store.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and versions, asked for by Google's own client, unchanged but for the address. */
class ModelsApiIT {
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path folder;
  private static final Servers SERVERS = new Servers();
  private static RunningControl control;

  /** Each test has one of its own. */
  private final String id = "shop-" + TESTS.incrementAndGet();

  private final String project = "projects/" + id;
  private final String mnist = project + "/models/MNIST";
  private CloudMachineLearningEngine.Projects projects;
  private Models models;

  /** Servers that serve what the test says, when it says so. */
  private static final class Servers implements Deployment {
    private final List<List<DeployedModel>> wanted = new CopyOnWriteArrayList<>();
    private final Deployment readable = new ReadableModels();
    private volatile CompletableFuture<Void> answer = new CompletableFuture<>();
    private volatile boolean isSlow;

    @Override
    public void want(List<DeployedModel> models) {
      wanted.add(models);
    }

    @Override
    public CompletableFuture<Void> awaitServed(DeployedModel model, long version) {
      assertThat(wanted.get(wanted.size() - 1)).contains(model);
      return isSlow ? answer : readable.awaitServed(model, version);
    }

    DeployedModel last(String model) {
      return wanted.get(wanted.size() - 1).stream()
          .filter(each -> each.servedName().equals(model))
          .findFirst()
          .orElseThrow();
    }
  }

  @BeforeAll
  static void start() {
    control =
        new RunningControl(
            folder,
            1,
            DatabaseAddress.directory(folder.resolve("database")),
            RunningControl.tasksIn(folder),
            PythonRequirements.NONE,
            SERVERS,
            settings -> {});
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @BeforeEach
  void connect() {
    SERVERS.isSlow = false;
    SERVERS.answer = new CompletableFuture<>();
    projects = control.google().projects();
    models = projects.models();
  }

  private void restart() {
    control.close();
    SERVERS.isSlow = false;
    start();
    connect();
  }

  private GoogleCloudMlV1Model createMnist() throws IOException {
    return models
        .create(
            project,
            new GoogleCloudMlV1Model()
                .setName("MNIST")
                .setDescription("digits")
                .setRegions(List.of("us-central1"))
                .setOnlinePredictionLogging(true)
                .setLabels(Map.of("team", "a")))
        .execute();
  }

  private Path export(String name) throws IOException {
    Path export = folder.resolve("jobs/" + id + "/train_7/export").resolve(name);
    Files.createDirectories(export);
    UnknownFieldSet.Field graph =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8(name))
            .build();
    Files.write(
        export.resolve("saved_model.pb"),
        UnknownFieldSet.newBuilder().addField(2, graph).build().toByteArray());
    return export;
  }

  private GoogleLongrunningOperation create(String version, String uri) throws IOException {
    return models
        .versions()
        .create(
            mnist,
            new GoogleCloudMlV1Version()
                .setName(version)
                .setDeploymentUri(uri)
                .setRuntimeVersion("1.4")
                .setFramework("TENSORFLOW")
                .setDescription("a try")
                .setAutoScaling(new GoogleCloudMlV1AutoScaling().setMinNodes(1)))
        .execute();
  }

  private GoogleLongrunningOperation ended(GoogleLongrunningOperation operation) {
    await()
        .atMost(LIMIT)
        .until(() -> projects.operations().get(operation.getName()).execute().getDone());
    try {
      return projects.operations().get(operation.getName()).execute();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void ready(String version) throws IOException {
    GoogleLongrunningOperation operation = ended(create(version, export(version).toString()));
    assertThat(operation.getError()).isNull();
  }

  private GoogleCloudMlV1Version version(String version) throws IOException {
    return models.versions().get(mnist + "/versions/" + version).execute();
  }

  @Test
  void keepsWhatIsSaidOfAModel() throws Exception {
    GoogleCloudMlV1Model created = createMnist();
    assertThat(created.getName()).isEqualTo(mnist);
    assertThat(created.getRegions()).containsExactly("us-central1");
    assertThat(created.getOnlinePredictionLogging()).isTrue();
    assertThat(models.get(mnist).execute()).isEqualTo(created);

    GoogleLongrunningOperation patched =
        models
            .patch(
                mnist,
                new GoogleCloudMlV1Model().setDescription("more digits").setEtag(created.getEtag()))
            .setUpdateMask("description,labels")
            .execute();
    assertThat(patched.getDone()).isTrue();
    assertThat(patched.getMetadata()).containsEntry("operationType", "UPDATE_MODEL");
    GoogleCloudMlV1Model now = models.get(mnist).execute();
    assertThat(now.getDescription()).isEqualTo("more digits");
    assertThat(now.getLabels()).isNull();
    assertThat(now.getRegions()).containsExactly("us-central1");
    GoogleCalls.assertRefused(
        () ->
            models
                .patch(mnist, new GoogleCloudMlV1Model().setEtag(created.getEtag()))
                .setUpdateMask("description")
                .execute(),
        409,
        "has been changed meanwhile");
  }

  @Test
  void bringsVersionsIntoService() throws Exception {
    createMnist();
    GoogleLongrunningOperation begun = create("v1", export("1").toUri().toString());
    assertThat(begun.getMetadata())
        .containsEntry("@type", "type.googleapis.com/google.cloud.ml.v1.OperationMetadata")
        .containsEntry("operationType", "CREATE_VERSION")
        .containsEntry("modelName", mnist);
    GoogleLongrunningOperation done = ended(begun);
    assertThat(done.getMetadata()).containsKeys("createTime", "startTime", "endTime");
    assertThat(done.getResponse())
        .containsEntry("@type", "type.googleapis.com/google.cloud.ml.v1.Version")
        .containsEntry("name", mnist + "/versions/v1")
        .containsEntry("state", "READY");
    ready("v2");

    GoogleCloudMlV1Version first = version("v1");
    assertThat(first.getIsDefault()).isTrue();
    assertThat(first.getRuntimeVersion()).isEqualTo("1.4");
    assertThat(first.getAutoScaling().getMinNodes()).isEqualTo(1);
    assertThat(version("v2").getIsDefault()).isNull();
    assertThat(models.get(mnist).execute().getDefaultVersion()).isEqualTo(first);
    DeployedModel served = SERVERS.last(id + ".MNIST");
    assertThat(served.servedName()).isEqualTo(id + ".MNIST");
    assertThat(served.versions()).containsExactlyInAnyOrder(1L, 2L);
    assertThat(served.names()).isEqualTo(Map.of("v1", 1L, "v2", 2L));
    assertThat(served.defaultVersion()).isEqualTo(OptionalLong.of(1));
    assertThat(served.basePath().resolve("1/saved_model.pb"))
        .hasSameBinaryContentAs(folder.resolve("jobs/" + id + "/train_7/export/1/saved_model.pb"));

    GoogleCloudMlV1Version second =
        models
            .versions()
            .setDefault(mnist + "/versions/v2", new GoogleCloudMlV1SetDefaultVersionRequest())
            .execute();
    assertThat(second.getIsDefault()).isTrue();
    await()
        .atMost(LIMIT)
        .until(() -> SERVERS.last(id + ".MNIST").defaultVersion().equals(OptionalLong.of(2)));
    assertThat(models.versions().list(mnist).setFilter("state=READY").execute().getVersions())
        .extracting(GoogleCloudMlV1Version::getName)
        .containsExactly(mnist + "/versions/v1", mnist + "/versions/v2");
  }

  @Test
  void deletesWhatIsNotInUse() throws Exception {
    createMnist();
    ready("v1");
    ready("v2");
    GoogleCalls.assertRefused(
        () -> models.versions().delete(mnist + "/versions/v1").execute(),
        400,
        "is the default of model MNIST");
    GoogleCalls.assertRefused(() -> models.delete(mnist).execute(), 400, "still has versions");

    GoogleLongrunningOperation deleted =
        ended(models.versions().delete(mnist + "/versions/v2").execute());
    assertThat(deleted.getError()).isNull();
    assertThat(deleted.getMetadata()).containsEntry("operationType", "DELETE_VERSION");
    assertThat(SERVERS.last(id + ".MNIST").versions()).containsExactly(1L);
    assertThat(folder.resolve("models/served/" + id + ".MNIST/2")).doesNotExist();
    ready("v2");
    assertThat(SERVERS.last(id + ".MNIST").names()).isEqualTo(Map.of("v1", 1L, "v2", 3L));

    ended(models.versions().delete(mnist + "/versions/v2").execute());
    ended(models.versions().delete(mnist + "/versions/v1").execute());
    assertThat(models.delete(mnist).execute().getDone()).isTrue();
    GoogleCalls.assertRefused(() -> models.get(mnist).execute(), 404, "There is no model MNIST");
  }

  @Test
  void saysWhyAVersionCannotServe() throws Exception {
    createMnist();
    Path broken = export("broken");
    Files.writeString(broken.resolve("saved_model.pb"), "this is no graph");
    GoogleLongrunningOperation operation = ended(create("v1", broken.toString()));
    assertThat(operation.getError().getCode()).isEqualTo(9);
    assertThat(operation.getError().getMessage()).contains("is no SavedModel, or broken");
    assertThat(version("v1").getState()).isEqualTo("FAILED");
    assertThat(version("v1").getErrorMessage()).isEqualTo(operation.getError().getMessage());

    SERVERS.isSlow = true;
    SERVERS.answer.completeExceptionally(ManabiException.resources("Server 1 has no memory."));
    assertThat(ended(create("v2", export("2").toString())).getError().getMessage())
        .isEqualTo("Server 1 has no memory.");
    SERVERS.isSlow = false;
    ready("v3");
    assertThat(models.get(mnist).execute().getDefaultVersion().getName()).endsWith("/v3");
    assertThat(SERVERS.last(id + ".MNIST").versions()).containsExactly(3L);
  }

  @Test
  void endsOperationsThatAreCancelledAndGoesOnWithThoseOfAServerBefore() throws Exception {
    createMnist();
    SERVERS.isSlow = true;
    GoogleLongrunningOperation cancelled = create("v1", export("1").toString());
    projects.operations().cancel(cancelled.getName()).execute();
    assertThat(ended(cancelled).getError().getCode()).isEqualTo(1);
    assertThat(version("v1").getState()).isEqualTo("FAILED");

    GoogleLongrunningOperation left = create("v2", export("2").toString());
    await()
        .atMost(LIMIT)
        .until(() -> Files.exists(folder.resolve("models/served/" + id + ".MNIST/2")));
    restart();
    assertThat(ended(left).getError()).isNull();
    assertThat(version("v2").getState()).isEqualTo("READY");
    assertThat(
            projects
                .operations()
                .list(project)
                .setFilter("metadata.operationType=CREATE_VERSION")
                .execute()
                .getOperations())
        .extracting(GoogleLongrunningOperation::getName)
        .containsExactly(left.getName(), cancelled.getName());
  }

  @Test
  void changesWhatIsServedWhileFilesAreCopied() throws Exception {
    createMnist();
    ready("v1");
    ready("v2");
    FolderLock copying =
        await()
            .atMost(LIMIT)
            .until(() -> FolderLock.tryHold(folder.resolve("models"), ".lock"), Optional::isPresent)
            .orElseThrow();
    GoogleLongrunningOperation waiting = create("v3", export("3").toString());
    models
        .versions()
        .setDefault(mnist + "/versions/v2", new GoogleCloudMlV1SetDefaultVersionRequest())
        .execute();
    await()
        .atMost(LIMIT)
        .until(() -> SERVERS.last(id + ".MNIST").defaultVersion().equals(OptionalLong.of(2)));
    assertThat(projects.operations().get(waiting.getName()).execute().getDone()).isFalse();
    copying.close();
    assertThat(ended(waiting).getError()).isNull();
  }

  @Test
  void doesNotServeFilesThatHaveChanged() throws Exception {
    createMnist();
    ready("v1");
    Path file = folder.resolve("models/served/" + id + ".MNIST/1/saved_model.pb");
    assertThat(file.toFile().setWritable(true)).isTrue();
    Files.writeString(file, "x");
    restart();

    await().atMost(LIMIT).until(() -> version("v1").getState().equals("FAILED"));
    assertThat(version("v1").getErrorMessage())
        .startsWith("File saved_model.pb has changed since it was imported");
    assertThat(SERVERS.wanted.get(SERVERS.wanted.size() - 1))
        .noneMatch(each -> each.project().equals(id));
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    return new ObjectMapper().readTree(control.send(method, "/v1/" + path, body).body());
  }

  @Test
  void goesBackAndTellsWhatWasInProduction() throws Exception {
    createMnist();
    ready("v1");
    ready("v2");
    Files.writeString(
        folder.resolve("jobs/" + id + "/train_7/training-log.jsonl"),
        """
        {"event":"evaluation","seconds":1,"step":100,"accuracy":0.97,"checkpoint":"c"}
        {"event":"evaluation","seconds":2,"step":200,"accuracy":0.98}
        {"event":"exported","step":200,"directory":"/elsewhere/v3","exported_step":200,"reason":"a"}
        """);
    ready("v3");
    for (String version : List.of("v2", "v3")) {
      models
          .versions()
          .setDefault(mnist + "/versions/" + version, new GoogleCloudMlV1SetDefaultVersionRequest())
          .execute();
    }
    JsonNode patched =
        send("PATCH", mnist + "?updateMask=aliases", "{\"aliases\": {\"champion\": \"v2\"}}");
    assertThat(patched.path("response").path("aliases").path("champion").asText()).isEqualTo("v2");
    assertThat(send("POST", mnist + ":rollback", "{}").path("name").asText()).endsWith("/v2");
    assertThat(send("POST", mnist + ":rollback", "{}").path("name").asText()).endsWith("/v1");
    JsonNode refused = send("POST", mnist + ":rollback", "{}").path("error");
    assertThat(refused.path("status").asText()).isEqualTo("FAILED_PRECONDITION");

    List<String> events = new ArrayList<>();
    send("GET", mnist + ":history", "")
        .path("events")
        .forEach(
            event ->
                events.add(event.path("action").asText() + " " + event.path("version").asText()));
    assertThat(events)
        .startsWith(
            "ROLLBACK v1", "ROLLBACK v2", "SET_ALIAS v2", "SET_DEFAULT v3", "SET_DEFAULT v2");
    await()
        .atMost(LIMIT)
        .until(() -> SERVERS.last(id + ".MNIST").defaultVersion().equals(OptionalLong.of(1)));
    assertThat(SERVERS.last(id + ".MNIST").names()).containsEntry("champion", 2L);
    JsonNode lineage = send("GET", mnist + "/versions/v3", "").path("lineage");
    assertThat(lineage.path("job").asText()).isEqualTo("train_7");
    assertThat(lineage.path("metrics").toString()).isEqualTo("{\"accuracy\":0.98}");
  }

  @Test
  void listsThePagesOfWhatFits() throws Exception {
    for (int i = 0; i < 6; i++) {
      models.create(project, new GoogleCloudMlV1Model().setName("rnn_" + i)).execute();
    }
    createMnist();
    models.create("projects/other-" + id, new GoogleCloudMlV1Model().setName("rnn_9")).execute();
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      GoogleCloudMlV1ListModelsResponse page =
          models.list(project).setFilter("name:rnn*").setPageSize(4).setPageToken(token).execute();
      page.getModels().forEach(model -> names.add(model.getName()));
      token = page.getNextPageToken();
    } while (token != null);
    assertThat(names)
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> project + "/models/rnn_" + i)
                .toList());
    GoogleCalls.assertRefused(
        () -> projects.operations().list(project).setPageToken("bW9kZWxzIHg").execute(),
        400,
        "pageToken");
  }

  @Test
  void refusesWhatGoogleRefuses() throws Exception {
    createMnist();
    GoogleCalls.assertRefused(this::createMnist, 409, "MNIST exists already");
    GoogleCalls.assertRefused(() -> create("v1", "/none"), 400, "There is no folder /none");
    GoogleCalls.assertRefused(() -> create("v1", "mnist"), 400, "The deploymentUri is 'mnist'");
    GoogleCalls.assertRefused(
        () -> create("1", export("1").toString()), 400, "'1' cannot name a version");
    GoogleCalls.assertRefused(() -> version("v9"), 404, "has no version v9");
    GoogleCalls.assertRefused(
        () -> projects.operations().get(project + "/operations/x").execute(), 404, "operation x");
    GoogleCalls.assertRefused(
        () -> models.create(project, new GoogleCloudMlV1Model()).execute(), 400, "\"name\"");
    assertThat(projects.locations().list(project).execute().getLocations()).hasSize(1);
    assertThat(projects.getConfig(project).execute().getServiceAccount()).isNotEmpty();

    JsonNode refusal =
        send("POST", mnist + "/versions", "{\"name\": \"v1\", \"deploymentUri\": \"/none\"}")
            .path("error");
    assertThat(refusal.path("details").path(0).path("@type").asText())
        .isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
    assertThat(
            refusal.path("details").path(1).path("fieldViolations").path(0).path("field").asText())
        .isEqualTo("deploymentUri");
  }
}
