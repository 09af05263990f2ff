/** Where models come from: directories of versions, which are watched. */
@NullMarked
package io.manabi.prediction.sources;

import org.jspecify.annotations.NullMarked;
