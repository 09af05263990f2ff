/**
 * Prediction servers of the control server: keeps some running, has them serve what the registry
 * wants, and tells a gateway where they are.
 *
 * <pre>{@code
 * try (PredictionServers servers =
 *     new PredictionServers(provisioner, new PredictionServers.Settings(folder, 2, command), told)) {
 *   servers.want(List.of(model));
 *   servers.awaitServed(model, 1).join();
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.control.servers;

import org.jspecify.annotations.NullMarked;
