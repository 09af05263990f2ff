package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.records.TfRecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The model of the post of 2017 in DJL with PyTorch, trained by Adam on batches that lie in memory
 * as PyTorch wants them: no reading, no metrics.
 */
final class DjlTraining {
  private static final int BATCH = 100;
  private static final int BATCHES = 50;
  private static final int SIZE = 28;

  private final Trainer trainer;
  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();

  private DjlTraining(Trainer trainer) {
    this.trainer = trainer;
  }

  /**
   * Trains, and prints for every few steps how many images a second it has learned from and the
   * mean loss.
   *
   * @param arguments a file of MNIST's preprocessed records, and the number of lines and of steps
   *     for each
   */
  public static void main(String[] arguments) throws IOException {
    try (Model model = Model.newInstance("original", "PyTorch")) {
      model.setBlock(layers());
      Adam adam =
          Adam.builder()
              .optLearningRateTracker(Tracker.fixed(1e-3f))
              .optBeta1(0.9f)
              .optBeta2(0.999f)
              .optEpsilon(1e-7f)
              .build();
      try (Trainer trainer =
          model.newTrainer(
              new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(adam))) {
        trainer.initialize(new Shape(BATCH, 1, SIZE, SIZE));
        DjlTraining training = new DjlTraining(trainer);
        training.read(Path.of(arguments[0]));
        int steps = Integer.parseInt(arguments[2]);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
          training.train(i * steps, steps);
        }
      }
    }
  }

  private static Block layers() {
    Shape window = new Shape(2, 2);
    return new SequentialBlock()
        .add(convolution(32))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(window, window))
        .add(convolution(64))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(window, window))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(1024).build())
        .add(Activation.reluBlock())
        .add(Dropout.builder().optRate(0.4f).build())
        .add(Linear.builder().setUnits(10).build());
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(5, 5))
        .setFilters(filters)
        .optPadding(new Shape(2, 2))
        .build();
  }

  private void read(Path records) throws IOException {
    NDManager manager = trainer.getManager();
    try (TfRecordReader reader = TfRecordReader.open(records)) {
      for (int i = 0; i < BATCHES; i++) {
        float[] pixels = new float[BATCH * SIZE * SIZE];
        long[] digits = new long[BATCH];
        for (int j = 0; j < BATCH; j++) {
          var features = Example.parseFrom(requireNonNull(reader.read())).getFeatures();
          Feature image = features.getFeatureOrThrow("image_raw");
          byte[] bytes = image.getBytesList().getValue(0).toByteArray();
          for (int k = 0; k < bytes.length; k++) {
            pixels[j * bytes.length + k] = (bytes[k] & 0xff) / 255f;
          }
          digits[j] = features.getFeatureOrThrow("label").getInt64List().getValue(0);
        }
        images.add(manager.create(pixels, new Shape(BATCH, 1, SIZE, SIZE)));
        labels.add(manager.create(digits));
      }
    }
  }

  private void train(int first, int steps) {
    double loss = 0;
    long begin = System.nanoTime();
    for (int i = first; i < first + steps; i++) {
      loss += step(images.get(i % BATCHES), labels.get(i % BATCHES));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Report.line("%.1f %.4f", steps * BATCH / seconds, loss / steps);
  }

  private float step(NDArray image, NDArray label) {
    NDList inputs = new NDList(image);
    NDList wanted = new NDList(label);
    // What a step makes belongs to the manager of its inputs, and is freed with it.
    try (NDManager manager = trainer.getManager().newSubManager()) {
      inputs.tempAttach(manager);
      wanted.tempAttach(manager);
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        loss = trainer.getLoss().evaluate(wanted, trainer.forward(inputs));
        collector.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }
}
