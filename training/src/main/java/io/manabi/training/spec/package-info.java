/**
 * What is trained, and how: the specification of a training, the flags of a trainer, and what a
 * model function gets and gives.
 */
@NullMarked
package io.manabi.training.spec;

import org.jspecify.annotations.NullMarked;
