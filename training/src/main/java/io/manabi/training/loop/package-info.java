/** What the tasks of a training do, from their start to their end. */
@NullMarked
package io.manabi.training.loop;

import org.jspecify.annotations.NullMarked;
