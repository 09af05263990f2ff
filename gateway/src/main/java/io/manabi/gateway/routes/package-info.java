/**
 * What an operator decides of requests: which version of a model answers them, which one is asked
 * beside it to be compared, and how many a key may make.
 *
 * <pre>{@code
 * models:
 *   mnist:
 *     split: {3: 90, 4: 10}
 *     sticky-header: x-user
 *     aliases: {canary: 4}
 *     shadow: {version: 5, tolerance: 0.001}
 * quotas:
 *   - {key: shop, model: mnist, requests-per-second: 100}
 * }</pre>
 */
@NullMarked
package io.manabi.gateway.routes;

import org.jspecify.annotations.NullMarked;
