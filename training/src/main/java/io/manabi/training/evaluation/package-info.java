/** Checkpoints are measured and exported as models to serve. */
@NullMarked
package io.manabi.training.evaluation;

import org.jspecify.annotations.NullMarked;
