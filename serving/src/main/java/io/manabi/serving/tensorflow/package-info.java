/** TensorFlow Serving's APIs, over REST and gRPC. */
@NullMarked
package io.manabi.serving.tensorflow;

import org.jspecify.annotations.NullMarked;
