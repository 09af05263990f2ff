package io.manabi.serving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is asked over REST is answered in time, with a 4xx if it makes no sense, and the server
 * goes on. {@code -Djqwik.tries.default=200000} asks for longer.
 */
class RestFuzzIT {
  @SuppressWarnings("NullAway.Init") // Set before the first property.
  private static FuzzedServer fuzzed;

  @BeforeContainer
  static void start() throws IOException {
    fuzzed = new FuzzedServer();
  }

  @AfterContainer
  static void stop() {
    if (fuzzed != null) {
      fuzzed.close();
    }
  }

  @AfterProperty
  void isStillWell() throws Exception {
    fuzzed.requireWell();
  }

  private static void ask(String path, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        fuzzed.server().request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    fuzzed.requireForeseen(
        fuzzed.server().send(request),
        path + " " + String.join(" ", headers) + "\n" + new String(body, ISO_8859_1));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void bodiesMayBeAnything(@ForAll Random random) throws Exception {
    Mutations mutations = new Mutations(random);
    RestCalls.Call call = mutations.any(RestCalls.GOOD);
    ask(call.path(), mutations.json(call.body()));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void bytesBehindJsonMayBeAnything(@ForAll Random random) throws Exception {
    Mutations mutations = new Mutations(random);
    int sizes = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(20);
    byte[] head =
        mutations.json(
            "{\"inputs\": [{\"name\": \"s\", \"datatype\": \"BYTES\", \"shape\": [1], \"parameters\":"
                + " {\"binary_data_size\": 5}}, {\"name\": \"f\", \"datatype\": \"FP32\", \"shape\":"
                + " [1, 2], \"parameters\": {\"binary_data_size\": "
                + sizes
                + "}}], \"outputs\": [{\"name\": \"s\"}]}");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(new byte[] {1, 0, 0, 0, 'x'});
    body.writeBytes(mutations.some(24));
    ask(
        "/v2/models/echo/infer",
        body.toByteArray(),
        "Inference-Header-Content-Length",
        random.nextInt(4) == 0
            ? mutations.any(List.of("-1", "x", "0", "99999999999", "7"))
            : "" + head.length);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void picturesMayBeAnything(@ForAll Random random) throws Exception {
    Mutations mutations = new Mutations(random);
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    ImageIO.write(
        new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB),
        mutations.any(List.of("png", "jpg", "gif", "bmp")),
        picture);
    String base64 = Base64.getEncoder().encodeToString(mutations.bytes(picture.toByteArray()));
    ask(
        "/v1/models/MNIST:predict",
        ("{\"signature_name\": \"drawing\", \"instances\": [{\"b64\": \"" + base64 + "\"}]}")
            .getBytes(UTF_8));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void headsMayBeAnything(@ForAll Random random) throws Exception {
    Mutations mutations = new Mutations(random);
    RestCalls.Call call = mutations.any(RestCalls.GOOD);
    String path = random.nextBoolean() ? call.path() : mutations.any(RestCalls.PATHS);
    String method = mutations.any(List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "X"));
    StringBuilder head = new StringBuilder();
    String first =
        method + " " + (random.nextBoolean() ? mutations.line(path) : path) + " HTTP/1.1";
    head.append(random.nextInt(8) == 0 ? mutations.line(first) : first).append("\r\nHost: x\r\n");
    for (int headers = random.nextInt(3); headers > 0; headers--) {
      String header = mutations.any(RestCalls.HEADERS);
      head.append(random.nextInt(3) == 0 ? mutations.line(header) : header).append("\r\n");
    }
    byte[] body = call.body().getBytes(UTF_8);
    head.append("Content-Length: " + body.length + "\r\n\r\n");

    RawHttp.Answer answer = RawHttp.send(fuzzed.server().port(), head.toString(), body);

    fuzzed.requireForeseen(answer.status(), answer.text(), head.toString());
  }
}
