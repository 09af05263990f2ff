/**
 * Trains a model on one machine or on a cluster, with the same code: the user writes a {@link
 * io.manabi.training.spec.Model} and a {@link io.manabi.training.spec.TrainingSpec}; the {@link
 * io.manabi.training.Trainer} plays the part that {@code TF_CONFIG} gives to this process.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   Trainer.main(args, FlowersTrainer::spec);
 * }
 *
 * static TrainingSpec spec(TrainerArguments arguments) {
 *   return TrainingSpec.builder(arguments).records("features").model(model).epochs(10).build();
 * }
 * }</pre>
 *
 * <p>Models that are lists of layers are in {@code models}.
 */
@NullMarked
package io.manabi.training;

import org.jspecify.annotations.NullMarked;
