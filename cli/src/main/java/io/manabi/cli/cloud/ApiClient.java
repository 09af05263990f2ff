package io.manabi.cli.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Asks the API of a control server about one project. */
public final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final Duration UPLOAD = Duration.ofMinutes(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private final URI server;
  private final String project;
  private final Optional<String> key;

  /**
   * Asks nothing yet.
   *
   * @param server the address of the server
   * @param key what it knows the caller by, if anything
   */
  public ApiClient(URI server, String project, Optional<String> key) {
    this.server = server;
    this.project = project;
    this.key = key;
  }

  /** The same for what is of no project alone. */
  public ApiClient ofAllProjects() {
    return new ApiClient(server, "-", key);
  }

  /** The address of the server. */
  public URI server() {
    return server;
  }

  /** The name of the project. */
  public String project() {
    return project;
  }

  /** A name that a user gave, for a path. */
  public static String escaped(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }

  /**
   * Gets a resource.
   *
   * @param path below the project, such as {@code jobs/flowers_1}
   * @throws ManabiException if the server refuses it or cannot be reached, as all methods here
   */
  public JsonNode get(String path) {
    return get(path, Map.of());
  }

  /** As {@link #get(String)}, with parameters. */
  public JsonNode get(String path, Map<String, String> query) {
    return send("GET", path, query, BodyPublishers.noBody(), ANSWER);
  }

  /** Where the prediction servers are and what they serve; known soon, or not at all. */
  public JsonNode servers() {
    return send(authorized("/v1/servers").timeout(SOON));
  }

  /** Posts a body. */
  public JsonNode post(String path, JsonNode body) {
    return send("POST", path, Map.of(), publisher(body), ANSWER);
  }

  /**
   * Changes some fields of a resource.
   *
   * @param mask their names
   */
  public JsonNode patch(String path, List<String> mask, JsonNode body) {
    return send(
        "PATCH", path, Map.of("updateMask", String.join(",", mask)), publisher(body), ANSWER);
  }

  /** Deletes a resource. */
  public JsonNode delete(String path) {
    return send("DELETE", path, Map.of(), BodyPublishers.noBody(), ANSWER);
  }

  /**
   * Uploads a package.
   *
   * @return its URI, for a job
   */
  public String upload(Path file) {
    try {
      JsonNode answer =
          send(
              "POST",
              ":uploadPackage",
              Map.of("name", String.valueOf(file.getFileName())),
              BodyPublishers.ofFile(file),
              UPLOAD);
      return answer.path("uri").asText();
    } catch (FileNotFoundException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * Lists resources page by page, as far as the stream is read.
   *
   * @param field what a page has them in
   */
  public Stream<JsonNode> list(String path, String field, int pageSize) {
    // The first page, too, is asked for when it is read.
    return Stream.of("")
        .flatMap(
            first ->
                Stream.iterate(
                    page(path, pageSize, first),
                    page -> !page.isMissingNode(),
                    page -> next(path, pageSize, page)))
        .flatMap(page -> StreamSupport.stream(page.path(field).spliterator(), false));
  }

  private JsonNode next(String path, int pageSize, JsonNode page) {
    String token = page.path("nextPageToken").asText();
    return token.isEmpty() ? JsonNodeFactory.instance.missingNode() : page(path, pageSize, token);
  }

  private JsonNode page(String path, int pageSize, String token) {
    Map<String, String> query = new HashMap<>(Map.of("pageSize", String.valueOf(pageSize)));
    if (!token.isEmpty()) {
      query.put("pageToken", token);
    }
    return get(path, query);
  }

  /**
   * Opens an answer that comes line by line, for as long as the server sends.
   *
   * @param limit how long it may take to begin
   * @throws IOException if the server cannot be reached now
   * @throws ManabiException if the server refuses it
   */
  public InputStream open(String path, Map<String, String> query, Duration limit)
      throws IOException {
    HttpRequest request =
        request("GET", path, query, BodyPublishers.noBody()).timeout(limit).build();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        String text = new String(body.readAllBytes(), UTF_8);
        if (response.statusCode() >= 500 && response.statusCode() != 501) {
          throw new IOException(Refusal.of(response.statusCode(), text).getMessage());
        }
        throw Refusal.of(response.statusCode(), text);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static BodyPublisher publisher(JsonNode body) {
    return BodyPublishers.ofString(JsonText.line(body));
  }

  private JsonNode send(
      String method, String path, Map<String, String> query, BodyPublisher body, Duration limit) {
    return send(request(method, path, query, body).timeout(limit));
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
      if (response.statusCode() / 100 != 2) {
        throw Refusal.of(response.statusCode(), response.body());
      }
      return JsonText.read("The answer of " + server, response.body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(
      String method, String path, Map<String, String> query, BodyPublisher body) {
    String parameters =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + escaped(each.getValue()))
                .collect(Collectors.joining("&"));
    List<String> parts = new ArrayList<>(List.of("/v1/projects/" + escaped(project)));
    parts.add(path.isEmpty() || path.startsWith(":") ? path : "/" + path);
    parts.add(parameters.isEmpty() ? "" : "?" + parameters);
    return authorized(String.join("", parts)).method(method, body);
  }

  private HttpRequest.Builder authorized(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", "application/json");
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private static ManabiException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return ManabiException.resources("The command was interrupted.", e);
  }

  /** What a user can do about a server that does not answer. */
  public ManabiException unreachable(IOException e) {
    String reason = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
    return ManabiException.resources(
        "The server at "
            + server
            + " cannot be reached"
            + reason
            + "; start it with: manabi up --dir DIR, or give the address of another one, by"
            + " MANABI_SERVER or a profile too.",
        e);
  }
}
