package io.manabi.samples.mnist;

import java.nio.file.Path;
import java.util.List;

/**
 * The four original files of MNIST.
 *
 * @param trainImages 60,000 images
 * @param trainLabels their digits
 * @param testImages 10,000 images
 * @param testLabels their digits
 */
public record MnistFiles(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {
  /** Their names, in the order of the components. */
  static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** The files under their names in a directory. */
  static MnistFiles in(Path directory) {
    List<Path> files = NAMES.stream().map(directory::resolve).toList();
    return new MnistFiles(files.get(0), files.get(1), files.get(2), files.get(3));
  }
}
