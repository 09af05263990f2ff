/** How a step is made: the graph with which a task trains, and what strategies differ in. */
@NullMarked
package io.manabi.training.step;

import org.jspecify.annotations.NullMarked;
