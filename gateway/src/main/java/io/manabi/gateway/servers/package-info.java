/**
 * The prediction servers behind a gateway: which there are, which are healthy, which of them a
 * request goes to, and what happens if that one fails.
 *
 * <pre>{@code
 * Servers servers = Servers.ofList(List.of("10.0.0.1:8500", "10.0.0.2:8500"));
 * try (Upstream upstream = new Upstream(servers, UpstreamOptions.DEFAULTS, loops, registry)) {
 *   HttpResponse answer = upstream.ask(request, call, timeout);
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.gateway.servers;

import org.jspecify.annotations.NullMarked;
