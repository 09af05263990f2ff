package io.manabi.bench;

import static io.manabi.training.network.Layers.conv2d;
import static io.manabi.training.network.Layers.dense;
import static io.manabi.training.network.Layers.dropout;
import static io.manabi.training.network.Layers.flatten;
import static io.manabi.training.network.Layers.maxPool;
import static io.manabi.training.network.Layers.relu;
import static io.manabi.training.network.Layers.reshape;

import io.manabi.core.Column;
import io.manabi.core.Schema;
import io.manabi.training.Trainer;
import io.manabi.training.models.MultiClassHead;
import io.manabi.training.models.Sequential;
import io.manabi.training.network.Optimizer;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainerFlag;
import io.manabi.training.spec.TrainingSpec;
import java.util.List;

/** The models of {@code bench/peers/keras_trainer.py}, trained on the same records. */
final class DigitsTrainer {
  private static final TrainerFlag MODEL =
      TrainerFlag.choice("--model", List.of("original", "small"), "which model learns");

  private static final Sequential ORIGINAL =
      Sequential.of(
          "inputs",
          reshape(28, 28, 1),
          conv2d("conv1", 5, 32),
          relu(),
          maxPool(2),
          conv2d("conv2", 5, 64),
          relu(),
          maxPool(2),
          flatten(),
          dense("hidden", 1024),
          relu(),
          dropout(0.4f),
          dense("logits", 10));

  private static final Sequential SMALL =
      Sequential.of("inputs", dense("hidden", 128), relu(), dense("logits", 10));

  private DigitsTrainer() {}

  public static void main(String[] args) {
    Trainer.main(args, List.of(MODEL), DigitsTrainer::spec);
  }

  private static TrainingSpec spec(TrainerArguments arguments) {
    Sequential layers = arguments.text(MODEL.name()).equals("small") ? SMALL : ORIGINAL;
    return TrainingSpec.builder(arguments)
        .records(Schema.of(Column.bytes("image_raw"), Column.int64("label")), "features")
        .shuffleBuffer(60_000)
        .model(layers.compile(MultiClassHead.of("label")))
        .optimizer(new Optimizer.Adam(), 0.001)
        .batchSize(100)
        .build();
  }
}
