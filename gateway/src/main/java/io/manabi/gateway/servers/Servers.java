package io.manabi.gateway.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.DynamicEndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.client.endpoint.dns.DnsAddressEndpointGroup;
import io.manabi.core.ManabiException;
import io.manabi.web.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the addresses of prediction servers come from. */
public final class Servers {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int LAST_PORT = 65_535;

  private final String description;
  private final Function<EndpointSelectionStrategy, Source> source;

  /**
   * Where they come from, once somebody chooses among them.
   *
   * @param group those that are known now
   * @param authorization what they are sent as that, at the moment; empty for that of who asks
   * @param closing looks no more for others
   */
  record Source(EndpointGroup group, Supplier<String> authorization, Runnable closing) {
    Source(EndpointGroup group, Runnable closing) {
      this(group, () -> "", closing);
    }
  }

  private Servers(String description, Function<EndpointSelectionStrategy, Source> source) {
    this.description = description;
    this.source = source;
  }

  /**
   * These and no others.
   *
   * @param addresses each {@code host:port}
   * @throws ManabiException if there is none, or one has another form
   */
  public static Servers ofList(List<String> addresses) {
    Set<Endpoint> endpoints = endpoints(addresses, "--servers");
    if (endpoints.isEmpty()) {
      throw ManabiException.user("The list of servers is empty; give host:port of at least one.");
    }
    return new Servers(
        String.join(", ", addresses),
        strategy -> new Source(EndpointGroup.of(strategy, endpoints), () -> {}));
  }

  /**
   * Those in a file, one {@code host:port} a line, which is watched. Comments begin with {@code #}.
   * A later content that cannot be used is told in the log, and the servers before stay.
   *
   * @throws ManabiException if it cannot be read, or a line has another form; at first use
   */
  public static Servers ofFile(Path file) {
    return ofFile(file, INTERVAL);
  }

  static Servers ofFile(Path file, Duration interval) {
    return new Servers(
        "the file " + file,
        strategy -> {
          ToldServers told = new ToldServers();
          WatchedFiles watched =
              new WatchedFiles(
                  List.of(file),
                  interval,
                  contents -> told.become(endpoints(lines(contents.get(0)), file.toString())));
          return new Source(told.open(strategy), watched::close);
        });
  }

  private static List<String> lines(byte[] content) {
    return new String(content, UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /**
   * Those that somebody tells, also later.
   *
   * @param place where they are, as a part of a sentence
   */
  public static Servers ofTold(ToldServers told, String place) {
    return new Servers(
        place,
        strategy -> {
          DynamicEndpointGroup group = told.open(strategy);
          return new Source(group, told::authorization, group::close);
        });
  }

  /**
   * All addresses that DNS has for a name, which is asked again when its answer is too old.
   *
   * @param address {@code name:port}
   * @throws ManabiException if it has another form
   */
  public static Servers ofDns(String address) {
    Endpoint name = endpoint(address, "--servers-dns");
    return new Servers(
        "the name " + address + " in DNS",
        strategy ->
            withClosing(
                DnsAddressEndpointGroup.builder(name.host())
                    .port(name.port())
                    .selectionStrategy(strategy)
                    .build()));
  }

  private static Source withClosing(DynamicEndpointGroup group) {
    return new Source(group, group::close);
  }

  static Set<Endpoint> endpoints(List<String> addresses, String where) {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    addresses.forEach(address -> endpoints.add(endpoint(address, where)));
    return endpoints;
  }

  private static Endpoint endpoint(String address, String where) {
    try {
      Endpoint endpoint = Endpoint.parse(address.strip());
      if (endpoint.hasPort() && endpoint.port() <= LAST_PORT) {
        return endpoint;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(address, where, e);
    }
    throw wrong(address, where, null);
  }

  private static ManabiException wrong(String address, String where, @Nullable Exception cause) {
    String message =
        "The server '" + address + "' of " + where + " is no address; expected host:port.";
    return cause == null ? ManabiException.user(message) : ManabiException.user(message, cause);
  }

  /** Where they come from, as a part of a sentence. */
  public String description() {
    return description;
  }

  Source open(EndpointSelectionStrategy strategy) {
    return source.apply(strategy);
  }
}
