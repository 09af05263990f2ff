/**
 * Predictions without a wire format: models with versions, which may be loaded and unloaded while
 * requests run, and a way from named tensors to named tensors.
 *
 * <pre>{@code
 * try (Lease lease = models.lease(ModelReference.latest("mnist"))) {
 *   CompletableFuture<Map<String, FlatTensor>> outputs =
 *       lease.predict("", inputs, List.of(), Deadline.after(Duration.ofSeconds(30)));
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.prediction;

import org.jspecify.annotations.NullMarked;
