/** SavedModels in TensorFlow's memory, run through its C API. */
@NullMarked
package io.manabi.prediction.saved;

import org.jspecify.annotations.NullMarked;
