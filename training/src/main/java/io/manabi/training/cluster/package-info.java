/**
 * The place of a process in a cluster: {@code TF_CONFIG}, TensorFlow's gRPC server, and sessions on
 * it.
 *
 * <pre>{@code
 * ClusterConfig cluster = ClusterConfig.parse(System.getenv("TF_CONFIG"));
 * }</pre>
 */
@NullMarked
package io.manabi.training.cluster;

import org.jspecify.annotations.NullMarked;
