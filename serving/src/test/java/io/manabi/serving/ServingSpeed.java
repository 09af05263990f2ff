package io.manabi.serving;

import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.RequestDecoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;

/** Prints what the server adds to a plain run of the model; not part of the suite. */
final class ServingSpeed {
  private static final int CALLS = 4000;

  private ServingSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int width = 784;
    Path model =
        arguments.length > 0
            ? Path.of(arguments[0])
            : TestModels.dense(width, Files.createTempDirectory("speed").resolve("1"));
    try (RunningServer server = new RunningServer(builder -> builder)) {
      server.models().load("m", "v1", 1, model);
      byte[] body = body(width);
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.port() + "/v1/models/m:predict"))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      try (Lease lease = server.models().lease("m", ServedModel::leaseLatest).orElseThrow()) {
        PredictRequest decoded = RequestDecoder.decode(body, lease::signature);
        PredictionApi api = new TensorFlowServingApi(server.models());
        for (int round = 0; round < 4; round++) {
          double plain = measure("run", () -> lease.run(decoded).size());
          double decode =
              measure(
                  "decode", () -> RequestDecoder.decode(body, lease::signature).inputs().size());
          double inner =
              measure("api", () -> api.answer("POST", "/v1/models/m:predict", body).code());
          double http = measure("http", () -> send(client, request));
          System.out.printf(
              "round %d: http/run %.2f, api/run %.2f, decode/run %.2f%n",
              round, http / plain, inner / plain, decode / plain);
        }
        for (int threads : new int[] {2, 4, 8}) {
          concurrent(threads, client, request);
        }
      }
    }
  }

  private static void concurrent(int threads, HttpClient client, HttpRequest request)
      throws InterruptedException {
    Thread[] all = new Thread[threads];
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      all[i] =
          new Thread(
              () -> {
                for (int call = 0; call < CALLS; call++) {
                  try {
                    send(client, request);
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      all[i].start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    System.out.printf(
        "%d clients: %.0f requests/s%n",
        threads, 1e9 * threads * CALLS / (System.nanoTime() - start));
  }

  private static int send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body().length;
  }

  private static double measure(String what, Callable<Integer> call) throws Exception {
    long[] nanos = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      call.call();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    long sum = Arrays.stream(nanos).sum();
    System.out.printf(
        "  %-7s %7.0f/s  p50 %6.1f us  p99 %7.1f us%n",
        what, 1e9 * CALLS / sum, nanos[CALLS / 2] / 1e3, nanos[CALLS * 99 / 100] / 1e3);
    return nanos[CALLS / 2];
  }

  private static byte[] body(int width) {
    Random random = new Random(1);
    StringBuilder json = new StringBuilder("{\"instances\": [[");
    for (int i = 0; i < width; i++) {
      // As MNIST: four fifths of the pixels are black.
      float pixel = random.nextInt(5) == 0 ? random.nextInt(256) / 255f : 0f;
      json.append(i == 0 ? "" : ", ").append(pixel);
    }
    return json.append("]]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
