package io.manabi.pipelines;

import io.manabi.core.files.Location;
import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.manabi.pipelines.passes.Runner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/** A bucket of a store that speaks the protocol of S3, which Beam reaches over HTTP. */
public final class S3Store {
  private static final LocalS3 SERVER = start();

  /** The least that Beam takes; it allocates as much for each file, be it ever so small. */
  private static final int BUFFER = 5 << 20;

  private final String bucket;

  private S3Store(String bucket) {
    this.bucket = bucket;
  }

  private static LocalS3 start() {
    LocalS3 server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
    server.start();
    return server;
  }

  /** A new bucket, which {@link #runner} knows. */
  public static S3Store create(String bucket) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(endpoint() + "/" + bucket))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.discarding());
    S3Store store = new S3Store(bucket);
    store.runner().registerFileSystems();
    return store;
  }

  private static String endpoint() {
    return "http://127.0.0.1:" + SERVER.getPort();
  }

  /** The runner of the tests, with the options of the store. */
  public Runner runner() {
    return new Runner(
        System.getProperty("manabi.runner", "direct"),
        List.of(
            "--awsRegion=us-east-1",
            "--endpoint=" + endpoint(),
            "--awsCredentialsProvider={\"@type\":\"StaticCredentialsProvider\",\"accessKeyId\":\"key\",\"secretAccessKey\":\"secret\"}",
            "--s3UploadBufferSizeBytes=" + BUFFER,
            "--tempLocation=" + at("temporary")));
  }

  /** Where a name is in the bucket. */
  public Location at(String name) {
    return Location.of("s3://" + bucket + "/" + name);
  }

  /** Puts a text there. */
  public Location write(String name, String text) throws IOException {
    try (OutputStream out = at(name).create()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return at(name);
  }

  /** The content of all files below a name by what follows it; of the whole bucket for "". */
  public Map<String, byte[]> content(String below) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    String prefix = "s3://" + bucket + "/" + below;
    for (Metadata file : FileSystems.match(prefix + "**", EmptyMatchTreatment.ALLOW).metadata()) {
      String name = file.resourceId().toString();
      try (InputStream in = Location.of(name).open()) {
        content.put(name.substring(prefix.length()), in.readAllBytes());
      }
    }
    return content;
  }
}
