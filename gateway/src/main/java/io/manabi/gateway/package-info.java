/**
 * The gateway: one address before several prediction servers, for REST, gRPC and Open Inference
 * Protocol.
 *
 * <pre>{@code
 * WebServerSettings settings = WebServer.settings().port(8080);
 * Servers servers = Servers.ofList(List.of("10.0.0.1:8500", "10.0.0.2:8500"));
 * try (Gateway gateway = Gateway.builder(servers).build(settings);
 *     WebServer server = settings.server(gateway)) {
 *   server.start();
 *   // POST http://127.0.0.1:8080/v1/models/mnist:predict {"instances": [[0.0, 0.1, …]]}
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.gateway;

import org.jspecify.annotations.NullMarked;
