/** Where the parameters of a model are, how they come to a task, and what changes them. */
@NullMarked
package io.manabi.training.parameters;

import org.jspecify.annotations.NullMarked;
