/** What is measured of a model. */
@NullMarked
package io.manabi.training.metrics;

import org.jspecify.annotations.NullMarked;
