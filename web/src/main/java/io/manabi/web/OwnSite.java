package io.manabi.web;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Refuses what a page of another site has the browser of a user send: such a page can reach what
 * only this machine can, and must not be able to start programs there. Browsers tell in {@code
 * Origin} which site a page is of; and a name that has been given the address of this machine, as
 * in <a href="https://en.wikipedia.org/wiki/DNS_rebinding">DNS rebinding</a>, stands in {@code
 * Host}.
 */
public final class OwnSite extends SimpleDecoratingHttpService {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private final Optional<String> onlyHost;

  private OwnSite(HttpService service, Optional<String> onlyHost) {
    super(service);
    this.onlyHost = onlyHost;
  }

  /** For a server with keys or certificates of clients, which such a page does not have. */
  public static Function<? super HttpService, OwnSite> ofAnyName() {
    return service -> new OwnSite(service, Optional.empty());
  }

  /**
   * For a server that is open to all that reach it.
   *
   * @param host where it listens: the only name by which it may be called, beside those that
   *     machines have for themselves
   */
  public static Function<? super HttpService, OwnSite> named(String host) {
    return service -> new OwnSite(service, Optional.of(host));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    String authority = String.valueOf(request.authority());
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !origin.endsWith("://" + authority)) {
      return refused("This server takes no requests from pages of " + origin + ".");
    }
    if (onlyHost.isPresent() && !isOwn(authority, onlyHost.get())) {
      return refused(
          "This server is not called "
              + authority
              + "; use the address that it listens on, or give it keys.");
    }
    return unwrap().serve(context, request);
  }

  private static boolean isOwn(String authority, String host) {
    try {
      String name = new URI("http://" + authority).getHost();
      return name != null
          && (name.equalsIgnoreCase(host)
              || LOOPBACK.matcher(name.toLowerCase(Locale.ROOT)).matches());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static HttpResponse refused(String message) {
    return JsonErrors.answer(HttpStatus.FORBIDDEN, message).toHttpResponse();
  }
}
