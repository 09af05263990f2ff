/**
 * The short way to a model, like compile and fit: layers, a head that tells what is learned, and
 * metrics.
 *
 * <pre>{@code
 * public final class FlowersTrainer {
 *   public static void main(String[] args) {
 *     Trainer.main(args, FlowersTrainer::spec);
 *   }
 *
 *   static TrainingSpec spec(TrainerArguments arguments) {
 *     TransformOutput data = arguments.transform("features");
 *     return TrainingSpec.builder(arguments)
 *         .records("features")
 *         .model(
 *             Sequential.of("pixels", dense("hidden", 64), relu(), dense("logits", 3))
 *                 .compile(MultiClassHead.of("label")))
 *         .epochs(10)
 *         .build();
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.training.models;

import org.jspecify.annotations.NullMarked;
