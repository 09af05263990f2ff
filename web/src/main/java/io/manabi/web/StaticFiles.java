package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpVfs;
import io.manabi.core.ManabiException;

/**
 * Files of the class path under a URL path.
 *
 * @param path where they are served; begins and ends with a slash
 * @param classLoader what finds them
 * @param resourceRoot the resource directory that holds them
 */
public record StaticFiles(String path, ClassLoader classLoader, String resourceRoot) {
  /** Nothing from elsewhere, nothing inline, no frames; images may be made by the page itself. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /**
   * @throws ManabiException if the path does not begin and end with a slash
   */
  public StaticFiles {
    if (path.length() < 3 || !path.startsWith("/") || !path.endsWith("/")) {
      throw ManabiException.user(
          "Files cannot be served under '" + path + "'; expected a path such as /draw/.");
    }
  }

  /** Serves the files, and leads to them who forgets the slash at the end. */
  public void mountOn(ServerBuilder server) {
    server.serviceUnder(
        path,
        FileService.builder(HttpVfs.of(classLoader, resourceRoot))
            .cacheControl(ServerCacheControl.builder().noStore().build())
            .addHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
            .addHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .addHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .build());
    server.service(
        path.substring(0, path.length() - 1), (context, request) -> HttpResponse.ofRedirect(path));
  }
}
