/** The Open Inference Protocol v2, over REST and gRPC: what KServe and Triton speak. */
@NullMarked
package io.manabi.serving.openinference;

import org.jspecify.annotations.NullMarked;
