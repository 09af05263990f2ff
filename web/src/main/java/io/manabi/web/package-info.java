/**
 * What all servers share, whatever they serve: limits, TLS, keys, errors in JSON, compression,
 * files, access log, metrics and traces. Each is applied to the builder of an Armeria server by
 * whoever makes one.
 *
 * <pre>{@code
 * Limits limits = Limits.DEFAULTS;
 * ServerBuilder server = Server.builder().https(8501);
 * limits.applyTo(server);
 * new JsonErrors(limits).applyTo(server);
 * Tls.ofFiles(new Tls.Files(certificate, key, null), false).applyTo(server);
 * server
 *     .service("/v1/models", models.decorate(Compression.ofRequests(limits)))
 *     .decorator(Compression.ofAnswers())
 *     .decorator(Guard.newDecorator(List.of(Keys.of(keysFile)), needs))
 *     .accessLogWriter(new AccessLog(1.0), true);
 * }</pre>
 */
@NullMarked
package io.manabi.web;

import org.jspecify.annotations.NullMarked;
