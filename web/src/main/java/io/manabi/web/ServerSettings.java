package io.manabi.web;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import io.manabi.core.ManabiException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every server needs to know before it starts: where it listens, who may use it and how much,
 * and how it is watched. A server's own builder extends it.
 *
 * @param <B> that builder
 */
public abstract class ServerSettings<B extends ServerSettings<B>> {
  private static final String LOCAL = "127.0.0.1";
  private static final int LAST_PORT = 65_535;

  private final List<Authenticator> authenticators = new ArrayList<>();
  private String host = LOCAL;
  private int port;
  private Grants grants = Grants.NONE;
  private Limits limits = Limits.DEFAULTS.withBodyBytes(32L << 20);
  private Optional<Tls> tls = Optional.empty();
  private Optional<AccessLog> accessLog = Optional.empty();
  private Optional<Traces> traces = Optional.empty();
  private @Nullable Metrics metrics;
  private boolean insecure;
  private boolean cors;

  /** Settings that nobody has changed yet. */
  protected ServerSettings() {}

  /** The builder itself, so that calls can follow each other. */
  protected abstract B self();

  /** The address to listen on; if not given, 127.0.0.1, which only this machine can reach. */
  public B host(String host) {
    this.host = requireNonNull(host, "host");
    return self();
  }

  /**
   * The port to listen on; if not given or 0, any that is free.
   *
   * @throws ManabiException if it is not between 0 and 65535
   */
  public B port(int port) {
    this.port = checked(port);
    return self();
  }

  /**
   * The same number, if it is one of a port.
   *
   * @throws ManabiException if it is not between 0 and 65535
   */
  protected static int checked(int port) {
    if (port < 0 || port > LAST_PORT) {
      throw ManabiException.user(
          "Port " + port + " does not exist; choose one between 0 and 65535 with --port.");
    }
    return port;
  }

  /** What requests may take; if not given, bodies of 32 MiB, and else the usual. */
  public B limits(Limits limits) {
    this.limits = requireNonNull(limits, "limits");
    return self();
  }

  /** Has clients use TLS. The caller closes it after the server. */
  public B tls(Tls tls) {
    this.tls = Optional.of(tls);
    return self();
  }

  /** Has clients show a key or a token; one of them is enough. The caller closes it. */
  public B authenticator(Authenticator authenticator) {
    authenticators.add(requireNonNull(authenticator, "authenticator"));
    return self();
  }

  /** Permits beside what keys and tokens permit; if not given, nothing. */
  public B grants(Grants grants) {
    this.grants = requireNonNull(grants, "grants");
    return self();
  }

  /** Lets everybody in who reaches the address, whatever it is. */
  public B insecure() {
    this.insecure = true;
    return self();
  }

  /** Lets web pages of other origins in. */
  public B cors() {
    this.cors = true;
    return self();
  }

  /** Writes a line for each request. */
  public B accessLog(AccessLog accessLog) {
    this.accessLog = Optional.of(accessLog);
    return self();
  }

  /** Measures into these instead of some of its own. The caller closes them. */
  public B metrics(Metrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics");
    return self();
  }

  /** Traces requests. The caller closes it. */
  public B traces(Traces traces) {
    this.traces = Optional.of(traces);
    return self();
  }

  /** The address to listen on, as it was given. */
  public String host() {
    return host;
  }

  /** The port to listen on; 0 for any. */
  public int port() {
    return port;
  }

  /** What requests may take. */
  public Limits limits() {
    return limits;
  }

  /** Who knows keys and tokens; empty if none is needed. */
  public List<Authenticator> authenticators() {
    return List.copyOf(authenticators);
  }

  /** What is permitted beside what keys and tokens permit. */
  public Grants grants() {
    return grants;
  }

  /** Where traces go, if they are wanted. */
  public Optional<Traces> traces() {
    return traces;
  }

  /** Where to measure. */
  public Metrics metrics() {
    if (metrics == null) {
      metrics = new Metrics();
    }
    return metrics;
  }

  /** Whether web pages of other origins may call the server. */
  public boolean isCors() {
    return cors;
  }

  /**
   * Where to listen.
   *
   * @throws ManabiException if the host is unknown, or anybody could use the server and that was
   *     not asked for
   */
  public InetSocketAddress checkedAddress() {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw ManabiException.user(
          "There is no host " + host + "; choose the name or address of this machine with --host.");
    }
    Exposure.check(address.getAddress(), protections());
    return address;
  }

  private Set<Exposure.Protection> protections() {
    Set<Exposure.Protection> protections = EnumSet.noneOf(Exposure.Protection.class);
    if (!authenticators.isEmpty()) {
      protections.add(Exposure.Protection.KEYS);
    }
    if (tls.filter(Tls::isMutual).isPresent()) {
      protections.add(Exposure.Protection.MUTUAL_TLS);
    }
    if (insecure) {
      protections.add(Exposure.Protection.INSECURE);
    }
    return protections;
  }

  /** The same service for those alone who may use it, if keys or tokens are needed. */
  public HttpService guarded(HttpService service, Guard.Needs needs) {
    return authenticators.isEmpty()
        ? service
        : service.decorate(Guard.newDecorator(authenticators, grants, needs));
  }

  /** Has a server listen there, with TLS if that was chosen. */
  public void listen(ServerBuilder server, InetSocketAddress address) {
    if (tls.isPresent()) {
      server.https(address);
    } else {
      server.http(address);
    }
  }

  /** Has a server watch its requests and use its certificate; as the last of its decorators. */
  public void watch(ServerBuilder server) {
    traces.ifPresent(each -> server.decorator(each::trace));
    accessLog.ifPresent(log -> server.accessLogWriter(log, true));
    tls.ifPresent(each -> each.applyTo(server));
  }
}
