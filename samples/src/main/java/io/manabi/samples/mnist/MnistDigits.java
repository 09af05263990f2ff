package io.manabi.samples.mnist;

import java.util.ArrayList;
import java.util.List;

/** Digits as a client of the model sends them. */
public final class MnistDigits {
  private MnistDigits() {}

  /**
   * A digit.
   *
   * @param label what it is
   * @param inputs its 784 pixels, 0 for paper and 1 for ink
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
  public record Digit(int label, float[] inputs) {}

  /**
   * The first test images.
   *
   * @param files the original files
   * @param count how many
   * @throws io.manabi.core.ManabiException if a file is corrupt
   */
  public static List<Digit> test(MnistFiles files, int count) {
    int side = MnistPreprocessing.SIDE;
    IdxFile images = IdxFile.images(files.testImages(), side, side);
    IdxFile labels = IdxFile.labels(files.testLabels());
    List<Digit> digits = new ArrayList<>();
    for (int i = 0; i < Math.min(count, images.items()); i++) {
      byte[] pixels = images.item(i);
      float[] inputs = new float[pixels.length];
      for (int p = 0; p < pixels.length; p++) {
        inputs[p] = (pixels[p] & 0xff) * (1 / 255f);
      }
      digits.add(new Digit(labels.item(i)[0], inputs));
    }
    return digits;
  }
}
