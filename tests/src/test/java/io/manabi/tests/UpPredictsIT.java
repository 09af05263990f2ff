package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.manabi.prediction.TestModels;
import io.manabi.serving.apis.GetModelStatusRequest;
import io.manabi.serving.apis.ModelServiceGrpc.ModelServiceBlockingStub;
import io.manabi.serving.apis.ModelSpec;
import io.manabi.web.ServerKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Models that {@code manabi up} serves, whatever ends in the meantime. */
class UpPredictsIT extends ServedByCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS = Pattern.compile("on (http://127\\.0\\.0\\.1:\\d+),");
  private static final Pattern ASKED =
      Pattern.compile("manabi_gateway_server_seconds_count\\{server=\"([^\"]*)\"");

  private static final Pattern IN_FLIGHT = Pattern.compile("manabi_gateway_in_flight\\{.*} [1-9]");

  /** Two servers must start before a first version is served. */
  private static final Duration SERVED = Duration.ofMinutes(3);

  /** As a shell tells of a program that SIGINT has ended. */
  private static final int INTERRUPTED = 130;

  @SuppressWarnings("NullAway.Init") // Each test begins with up().
  private Process process;

  @SuppressWarnings("NullAway.Init") // As above.
  private String address;

  private void up(int port) throws IOException {
    process = launcher.start(manabi, "up", "--dir=" + directory.resolve("up"), "--port=" + port);
    started.add(process);
    String greeting = String.valueOf(process.inputReader().readLine());
    Matcher first = ADDRESS.matcher(greeting);
    assertThat(first.find()).as(greeting).isTrue();
    address = first.group(1);
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            request(address + "/v1/projects/shop/models" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Makes a version of what is in a folder, and waits until it is served. */
  private void deploy(String name, int number) throws IOException, InterruptedException {
    TestModels.halfPlus(number, base.resolve(name));
    String body =
        String.format(
            "{\"name\": \"%s\", \"deploymentUri\": \"%s\"}", name, base.resolve(name).toUri());
    String operation = post("/half/versions", body).path("name").asText();
    Awaitility.await()
        .atMost(SERVED)
        .until(
            () -> {
              JsonNode now = JSON.readTree(send(request(address + "/v1/" + operation)).body());
              assertThat(now.has("error")).as(now.toString()).isFalse();
              return now.path("done").asBoolean();
            });
  }

  private static String half(String server) {
    return server + "/v1/projects/shop/models/half:predict";
  }

  /** What another gateway answers. */
  private String predictedBy(String gateway) throws IOException, InterruptedException {
    return send(request(half(gateway)).POST(BodyPublishers.ofString("{\"instances\": [1]}")))
        .body();
  }

  private String predicted() throws IOException, InterruptedException {
    return post("/half:predict", "{\"instances\": [1]}").path("predictions").toString();
  }

  /** That whoever finds a prediction server cannot get around the gateway, and the key can. */
  private void keepsServersToItsGateways() throws IOException, InterruptedException {
    JsonNode told = JSON.readTree(send(request(address + "/v1/servers")).body());
    String key = ServerKey.authorization(told.path("key").asText());
    assertThat(told.path("servers")).hasSize(2);
    for (JsonNode each : told.path("servers")) {
      String server = each.path("url").asText();
      // One answers predictions before the other is ready.
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> send(request(server + "/healthz")).statusCode() == 200);
      for (String path : List.of("/v1/models/shop.half", "/v2/models/shop.half", "/metrics")) {
        assertThat(send(request(server + path)).statusCode()).as(path).isEqualTo(401);
        HttpRequest.Builder withKey = request(server + path).header("Authorization", key);
        assertThat(send(withKey).statusCode()).as(path).isEqualTo(200);
      }
      HttpRequest.Builder predict =
          request(half(server)).POST(BodyPublishers.ofString("{\"instances\": [1]}"));
      assertThat(send(predict).statusCode()).isEqualTo(401);
      assertThat(send(predict.header("Authorization", key + "x")).statusCode()).isEqualTo(401);
      assertThatThrownBy(() -> status(server))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }
    assertThat(status(address)).contains("AVAILABLE");
  }

  private static String status(String server) {
    ModelSpec spec = ModelSpec.newBuilder().setName("shop.half").build();
    return GrpcClients.newClient("gproto+" + server, ModelServiceBlockingStub.class)
        .getModelStatus(GetModelStatusRequest.newBuilder().setModelSpec(spec).build())
        .toString();
  }

  private List<ProcessHandle> servers() {
    return process.children().toList();
  }

  private String metrics() throws IOException, InterruptedException {
    return send(request(address + "/metrics")).body();
  }

  /** The addresses of the servers that have answered a gateway, of those that there are now. */
  private Set<String> answering(String gateway) throws IOException, InterruptedException {
    return ASKED
        .matcher(send(request(gateway + "/metrics")).body())
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toSet());
  }

  private boolean isEnding() throws InterruptedException {
    try {
      return send(request(address + "/healthz")).statusCode() == 503;
    } catch (IOException e) {
      return true;
    }
  }

  private static void signal(String name, ProcessHandle to)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start().waitFor();
  }

  private void interrupt() throws IOException, InterruptedException {
    signal("INT", process.toHandle());
  }

  private static void awaitEnd(List<ProcessHandle> ended) {
    Awaitility.await().atMost(LIMIT).until(() -> ended.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void losesNoPredictionOfAServerThatIsKilledNorOfANewVersion() throws Exception {
    up(0);
    post("", "{\"name\": \"half\"}");
    deploy("v1", 2);
    assertThat(predicted()).isEqualTo("[{\"y\":2.5}]");
    List<ProcessHandle> servers = servers();
    assertThat(servers).hasSize(2);
    keepsServersToItsGateways();
    String gateway = start("gateway", "--servers-up=" + address, "--port=0");
    try (PredictionLoad load = new PredictionLoad(client, half(address));
        PredictionLoad behind = new PredictionLoad(client, half(gateway))) {
      load.awaitMore(200);
      behind.awaitMore(200);
      Set<String> first = answering(address);
      assertThat(first).hasSize(2);
      servers.get(0).destroyForcibly();
      load.awaitMore(500);
      for (String each : List.of(address, gateway)) {
        Awaitility.await()
            .atMost(LIMIT)
            .until(() -> answering(each), now -> now.size() == 2 && !now.equals(first));
      }

      deploy("v2", 3);
      assertThat(predicted()).isEqualTo("[{\"y\":2.5}]");
      post("/half/versions/v2:setDefault", "{}");
      Awaitility.await().atMost(LIMIT).until(() -> predicted().equals("[{\"y\":3.5}]"));
      Awaitility.await().atMost(LIMIT).until(() -> predictedBy(gateway).contains("3.5"));
      load.awaitMore(200);
      load.endWithoutFailure();

      signal("STOP", process.toHandle());
      behind.awaitMore(200);
      signal("CONT", process.toHandle());
      behind.endWithoutFailure();
    }
    servers = servers();
    assertThat(servers).hasSize(2);
    interrupt();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(servers).noneMatch(ProcessHandle::isAlive);

    comesBack(gateway);
    servers = servers();
    process.destroyForcibly();
    awaitEnd(servers);
    comesBack(gateway);
    keepsServersToItsGateways();
  }

  /** At the same address, as it was. */
  private void comesBack(String gateway) throws IOException {
    up(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> predicted().equals("[{\"y\":3.5}]"));
    Awaitility.await().atMost(LIMIT).until(() -> predictedBy(gateway).contains("3.5"));
  }

  @Test
  void endsAtOnceAtTheSecondInterrupt() throws Exception {
    up(0);
    post("", "{\"name\": \"half\"}");
    deploy("v1", 2);
    List<ProcessHandle> servers = servers();
    for (ProcessHandle server : servers) {
      signal("STOP", server);
    }
    try {
      CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::failedPrediction);
      Awaitility.await().atMost(LIMIT).until(() -> IN_FLIGHT.matcher(metrics()).find());
      interrupt();
      Awaitility.await().atMost(LIMIT).until(this::isEnding);
      assertThat(process.isAlive()).isTrue();
      interrupt();
      // It would take ten seconds for the request alone, and more for the servers.
      assertThat(process.waitFor(9, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();
    } finally {
      for (ProcessHandle server : servers) {
        signal("CONT", server);
      }
    }
    awaitEnd(servers);
  }

  private String failedPrediction() {
    try {
      return post("/half:predict", "{\"instances\": [1]}").toString();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      return "";
    }
  }
}
