/**
 * Trains a model on one machine or on a cluster, with the same code: the user writes a {@link
 * io.manabi.training.Model} and a {@link io.manabi.training.TrainingSpec}; the {@link
 * io.manabi.training.Trainer} plays the part that {@code TF_CONFIG} gives to this process.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   Trainer.main(
 *       () ->
 *           new TrainingSpec(
 *               model, input, schedule, learning, strategy, serving, jobDirectory));
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.training;

import org.jspecify.annotations.NullMarked;
