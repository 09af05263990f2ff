/** Queues of requests for a signature, and batches made of those that fit together. */
@NullMarked
package io.manabi.prediction.batching;

import org.jspecify.annotations.NullMarked;
