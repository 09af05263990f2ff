package io.manabi.control.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the server keeps, of all projects, in one file: {@code GET /v1/projects/-:backup}. Only
 * admins of all projects have a role in a project that no name can be.
 */
public final class BackupApi implements HttpService {
  /** Where it is to be put. */
  public static final String PATH = "/v1/projects/-:backup";

  private static final Logger LOG = LoggerFactory.getLogger(BackupApi.class);
  private static final int PIECE = 1 << 16;

  private final Path folder;
  private final Source source;

  /** What is kept. */
  @FunctionalInterface
  public interface Source {
    /**
     * Writes all of it into a file.
     *
     * @throws io.manabi.core.ManabiException if it cannot
     */
    void write(Path file);
  }

  /**
   * Backups of what is kept.
   *
   * @param folder where there is room for the file until it is sent
   */
  public BackupApi(Path folder, Source source) {
    this.folder = folder;
    this.source = source;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    // It takes as long as there is something to send.
    context.clearRequestTimeout();
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    context.blockingTaskExecutor().execute(() -> answer(request, answer));
    return HttpResponse.of(answer);
  }

  private void answer(HttpRequest request, CompletableFuture<HttpResponse> answer) {
    try (TemporaryDirectory temporary = TemporaryDirectory.beside(folder.resolve("backup"))) {
      if (request.method() != HttpMethod.GET) {
        throw new ApiFailure(
            ErrorStatus.NOT_FOUND, "There is no method " + request.method() + " here; use GET.");
      }
      Path file = temporary.path().resolve("backup.zip");
      source.write(file);
      try (InputStream in = Files.newInputStream(file)) {
        HttpResponseWriter out = HttpResponse.streaming();
        answer.complete(out);
        send(in, out);
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(file, e);
      }
    } catch (RuntimeException e) {
      LOG.error("A backup failed", e);
      ErrorBody body = ErrorBody.of(e);
      Object unused =
          answer.complete(
              HttpResponse.of(
                  HttpStatus.valueOf(body.error().code()),
                  MediaType.JSON_UTF_8,
                  HttpData.wrap(JsonBodies.write(body))));
    }
  }

  /** Sends it as fast as the client takes it. */
  private static void send(InputStream in, HttpResponseWriter out) {
    try {
      out.write(ResponseHeaders.of(HttpStatus.OK, "content-type", "application/zip"));
      byte[] piece = in.readNBytes(PIECE);
      while (piece.length > 0 && out.tryWrite(HttpData.wrap(piece))) {
        out.whenConsumed().join();
        piece = in.readNBytes(PIECE);
      }
      out.close();
    } catch (IOException | RuntimeException e) {
      // What the client has is not whole, and it must see that.
      out.close(e);
      LOG.error("A backup cannot be sent", e);
    }
  }
}
