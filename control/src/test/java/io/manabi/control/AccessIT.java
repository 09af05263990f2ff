package io.manabi.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.ml.v1.CloudMachineLearningEngine.Projects.Jobs;
import com.google.api.services.ml.v1.model.GoogleIamV1Binding;
import com.google.api.services.ml.v1.model.GoogleIamV1Policy;
import com.google.api.services.ml.v1.model.GoogleIamV1SetIamPolicyRequest;
import com.google.api.services.ml.v1.model.GoogleIamV1TestIamPermissionsRequest;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.store.Archive;
import io.manabi.store.DatabaseAddress;
import io.manabi.web.Authenticator;
import io.manabi.web.Keys;
import io.manabi.web.Role;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: two projects of one server, and people with different roles. */
class AccessIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String JOB = "projects/shop/jobs/first";
  private static final Keys.NewKey VIEWER = key("viewer", "shop", Role.VIEWER);
  private static final Keys.NewKey TRAINER = key("trainer", "shop", Role.TRAINER);
  private static final Keys.NewKey ADMIN = key("admin", "shop", Role.ADMIN);
  private static final Keys.NewKey LAB = key("lab", "lab", Role.ADMIN);
  private static final Keys.NewKey ROOT = key("root", "*", Role.ADMIN);
  private static final Keys.NewKey GUEST = key("guest", "lab", Role.VIEWER);

  @TempDir private static Path folder;
  private static Authenticator keys;
  private static RunningControl control;

  private static Keys.NewKey key(String name, String project, Role role) {
    return Keys.make(name, Map.of(project, Set.of(role)), null);
  }

  @BeforeAll
  static void start() throws Exception {
    List<String> lines =
        Stream.of(VIEWER, TRAINER, ADMIN, LAB, ROOT, GUEST).map(Keys.NewKey::line).toList();
    keys = Keys.of(Files.write(folder.resolve("keys"), lines));
    control = newControl();
    assertThat(send(TRAINER, "POST", "/v1/projects/shop/jobs", job("first")).statusCode())
        .isEqualTo(200);
  }

  private static RunningControl newControl() {
    return new RunningControl(
        folder,
        1,
        DatabaseAddress.directory(folder.resolve("database")),
        RunningControl.tasksIn(folder),
        PythonRequirements.NONE,
        new ReadableModels(),
        settings -> settings.authenticator(keys));
  }

  @AfterAll
  static void stop() {
    control.close();
    keys.close();
  }

  private static String job(String id) {
    return "{\"jobId\": \""
        + id
        + "\", \"trainingInput\": {\"masterConfig\": {\"containerCommand\": [\"true\"]}}}";
  }

  private static HttpResponse<String> send(Keys.NewKey key, String method, String path, String body)
      throws Exception {
    return control.send(method, path, body, "Authorization", "Bearer " + key.secret());
  }

  private static Jobs jobs(Keys.NewKey key) {
    return control.google(key).projects().jobs();
  }

  private static Keys.NewKey key(String name) {
    return switch (name) {
      case "viewer" -> VIEWER;
      case "trainer" -> TRAINER;
      case "admin" -> ADMIN;
      default -> LAB;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "viewer,GET,/v1/projects/shop/jobs,200",
    "viewer,GET,/v1/projects/shop/jobs/first,200",
    "viewer,POST,/v1/projects/shop/jobs,403",
    "viewer,POST,/v1/projects/shop/jobs/first:cancel,403",
    "viewer,PATCH,/v1/projects/shop/jobs/first,403",
    "viewer,GET,/v1/projects/shop/jobs/first:getIamPolicy,403",
    "viewer,GET,/v1/projects/shop:auditLog,403",
    "viewer,GET,/v1/projects/shop/unknown/things,403",
    "trainer,PATCH,/v1/projects/shop/jobs/first,200",
    "trainer,GET,/v1/projects/shop/jobs/first:getIamPolicy,200",
    "trainer,POST,/v1/projects/shop/jobs/first:setIamPolicy,403",
    "trainer,POST,/v1/projects/shop/models,403",
    "admin,GET,/v1/projects/shop/unknown/things,404",
    "lab,GET,/v1/projects/lab/jobs,200",
    "lab,GET,/v1/projects/shop/jobs,403",
    "lab,GET,/v1/projects/shop/jobs/first,403",
    "lab,GET,/v1/projects/shop/jobs/none,403",
    "lab,GET,/v1/projects/sh%6Fp/jobs/first,403",
    "lab,GET,/v1/projects/lab%2F..%2Fshop/jobs/first,400",
    "lab,GET,/v1/projects/lab/../shop/jobs/first,400",
    "lab,POST,/v1/projects/shop/jobs,403",
    "lab,POST,/v1/projects/shop/jobs/first:cancel,403",
    "lab,GET,/v1/projects/shop:auditLog,403",
    "lab,GET,/metrics,403",
  })
  void aRoleCountsInItsProjectOnly(String name, String method, String path, int status)
      throws Exception {
    String body = method.equals("GET") ? "" : "{}";
    HttpResponse<String> answer = send(key(name), method, path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.body()).contains("The key '" + name + "' may not").doesNotContain("QUEUED");
    }
  }

  @Test
  void refusesInTheFormThatGooglesClientsRead() throws Exception {
    GoogleJsonResponseException refusal =
        catchThrowableOfType(GoogleJsonResponseException.class, () -> jobs(LAB).get(JOB).execute());
    assertThat(refusal.getStatusCode()).isEqualTo(403);
    assertThat(refusal.getDetails().getMessage()).contains("ml.jobs.get on " + JOB);
    assertThat(refusal.getContent()).contains("PERMISSION_DENIED");

    HttpResponse<String> unknown =
        control.send("GET", "/v1/" + JOB, "", "Authorization", "Bearer mk-none");
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(JSON.readTree(unknown.body()).at("/error/status").asText())
        .isEqualTo("UNAUTHENTICATED");
    assertThat(control.send("GET", "/v1/" + JOB, "").statusCode()).isEqualTo(401);
    assertThat(control.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
  }

  @Test
  void givesABackupToAdminsOfAllProjectsOnly() throws Exception {
    String path = "/v1/projects/-:backup";
    assertThat(send(ADMIN, "GET", path, "").statusCode()).isEqualTo(403);

    Path file = folder.resolve("backup.zip");
    HttpResponse<Path> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.port() + path))
                    .header("Authorization", "Bearer " + ROOT.secret())
                    .build(),
                HttpResponse.BodyHandlers.ofFile(file));
    assertThat(answer.statusCode()).isEqualTo(200);
    Path back = folder.resolve("back");
    assertThat(Archive.restore(file, back, null).rows()).isPositive();
    try (RunningControl restored = new RunningControl(back, 1, DatabaseAddress.directory(back))) {
      assertThat(restored.send("GET", "/v1/" + JOB, "").body()).contains("first");
    }
  }

  @Test
  void takesTheMethodThatIsMeant() throws Exception {
    String bearer = "Bearer " + VIEWER.secret();
    String override = "X-HTTP-Method-Override";

    assertThat(
            control
                .send("POST", "/v1/" + JOB, "{}", "Authorization", bearer, override, "PATCH")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            control
                .send(
                    "POST",
                    "/v1/projects/shop/jobs",
                    job("x"),
                    "Authorization",
                    bearer,
                    override,
                    "GET")
                .body())
        .contains("first");
  }

  @Test
  void aPolicyPermitsMore() throws Exception {
    Jobs guest = jobs(GUEST);
    List<String> asked = List.of("ml.jobs.get", "ml.jobs.cancel");
    GoogleIamV1TestIamPermissionsRequest test =
        new GoogleIamV1TestIamPermissionsRequest().setPermissions(asked);
    assertThat(guest.testIamPermissions(JOB, test).execute().getPermissions()).isNull();
    assertThat(jobs(ADMIN).testIamPermissions(JOB, test).execute().getPermissions())
        .isEqualTo(asked);

    GoogleIamV1Policy before = jobs(ADMIN).getIamPolicy(JOB).execute();
    GoogleIamV1Policy set = set(JOB, "roles/ml.viewer", "serviceAccount:guest", before.getEtag());
    assertThat(guest.get(JOB).execute().getJobId()).isEqualTo("first");
    assertThat(guest.testIamPermissions(JOB, test).execute().getPermissions())
        .containsExactly("ml.jobs.get");
    assertThat(send(GUEST, "GET", "/v1/projects/shop/jobs", "").statusCode()).isEqualTo(403);
    assertThat(send(GUEST, "POST", "/v1/" + JOB + ":cancel", "{}").statusCode()).isEqualTo(403);

    control.close();
    control = newControl();
    assertThat(jobs(GUEST).get(JOB).execute().getJobId()).isEqualTo("first");
    assertThat(jobs(ADMIN).getIamPolicy(JOB).execute()).isEqualTo(set);
    assertRefused(409, JOB, "roles/ml.viewer", "serviceAccount:lab", before.getEtag());
    assertRefused(400, JOB, "roles/king", "serviceAccount:lab", set.getEtag());
    assertRefused(400, JOB, "roles/ml.viewer", "serviceAccount:nobody", set.getEtag());
    assertRefused(400, JOB, "roles/ml.viewer", "allUsers", set.getEtag());
    assertRefused(404, "projects/shop/jobs/none", "roles/ml.viewer", "serviceAccount:lab", "");

    assertThat(set(JOB, "roles/ml.viewer", "serviceAccount:viewer", set.getEtag()).getEtag())
        .isNotEqualTo(set.getEtag());
    assertThat(send(GUEST, "GET", "/v1/" + JOB, "").statusCode()).isEqualTo(403);
  }

  @Test
  void aModelInheritsNoPolicyOfOneThatWasDeleted() throws Exception {
    String models = "/v1/projects/shop/models";
    String policy =
        "{\"policy\": {\"bindings\": [{\"role\": \"roles/ml.viewer\","
            + " \"members\": [\"serviceAccount:guest\"]}]}}";
    send(ADMIN, "POST", models, "{\"name\": \"m\"}");
    HttpResponse<String> set = send(ADMIN, "POST", models + "/m:setIamPolicy", policy);
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    assertThat(send(GUEST, "GET", models + "/m", "").statusCode()).isEqualTo(200);

    HttpResponse<String> deleted = send(ADMIN, "DELETE", models + "/m", "");
    assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    await()
        .atMost(LIMIT)
        .until(() -> send(ADMIN, "POST", models, "{\"name\": \"m\"}").statusCode() == 200);
    assertThat(send(GUEST, "GET", models + "/m", "").statusCode()).isEqualTo(403);
  }

  private static GoogleIamV1Policy set(String resource, String role, String member, String etag)
      throws Exception {
    GoogleIamV1Policy policy =
        new GoogleIamV1Policy()
            .setEtag(etag)
            .setBindings(
                List.of(new GoogleIamV1Binding().setRole(role).setMembers(List.of(member))));
    return jobs(ADMIN)
        .setIamPolicy(resource, new GoogleIamV1SetIamPolicyRequest().setPolicy(policy))
        .execute();
  }

  private static void assertRefused(
      int status, String resource, String role, String member, String etag) {
    assertThat(
            catchThrowableOfType(
                    GoogleJsonResponseException.class, () -> set(resource, role, member, etag))
                .getStatusCode())
        .isEqualTo(status);
  }

  @Test
  void tellsWhoHasTriedToChangeWhat() throws Exception {
    send(VIEWER, "POST", "/v1/" + JOB + ":cancel?x=secret", "{}");
    control.send("POST", "/v1/" + JOB + ":cancel", "{}", "Authorization", "Bearer mk-none");
    HttpResponse<String> created = send(TRAINER, "POST", "/v1/projects/shop/jobs", job("audited"));
    send(LAB, "POST", "/v1/projects/lab/jobs", "{");

    JsonNode page = auditLog("?pageSize=1");
    JsonNode latest = page.at("/entries/0");
    assertThat(latest.path("who").asText()).isEqualTo("serviceAccount:trainer");
    assertThat(latest.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(latest.path("method").asText()).isEqualTo("POST");
    assertThat(latest.path("resource").asText()).isEqualTo("/v1/projects/shop/jobs");
    assertThat(latest.path("status").asInt()).isEqualTo(200);
    assertThat(latest.path("requestId").asText())
        .isEqualTo(created.headers().firstValue("x-request-id").orElseThrow());
    assertThat(latest.path("time").asText()).startsWith("20");

    JsonNode refused =
        auditLog("?pageSize=1&pageToken=" + page.path("nextPageToken").asText()).at("/entries/0");
    assertThat(refused.path("who").asText()).isEqualTo("serviceAccount:viewer");
    assertThat(refused.path("status").asInt()).isEqualTo(403);
    assertThat(refused.path("resource").asText()).endsWith(JOB + ":cancel");
  }

  /** So it stays if the server is killed before it answers. */
  @Test
  void tellsOfChangesBeforeTheyAreMade() throws Exception {
    String path = "/v1/projects/shop:uploadPackage";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
      OutputStream out = socket.getOutputStream();
      String headers =
          """
          POST %s?name=a.jar HTTP/1.1\r
          Host: 127.0.0.1\r
          Authorization: Bearer %s\r
          Content-Length: 4\r
          \r
          """;
      out.write(headers.formatted(path, TRAINER.secret()).getBytes(US_ASCII));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                JsonNode latest = auditLog("?pageSize=1").at("/entries/0");
                assertThat(latest.path("resource").asText()).isEqualTo(path);
                assertThat(latest.path("who").asText()).isEqualTo("serviceAccount:trainer");
                assertThat(latest.path("status").asInt()).isZero();
              });
      out.write("jar!".getBytes(US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, US_ASCII)).isEqualTo("HTTP/1.1 200");
    }
    assertThat(auditLog("?pageSize=1").at("/entries/0/status").asInt()).isEqualTo(200);
  }

  private static JsonNode auditLog(String query) throws Exception {
    return JSON.readTree(send(ADMIN, "GET", "/v1/projects/shop:auditLog" + query, "").body());
  }
}
