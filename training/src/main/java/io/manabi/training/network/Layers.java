package io.manabi.training.network;

import io.manabi.training.network.Network.Padding;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The usual layers, for models that are lists of them. The name of a layer is what its parameters
 * begin with in checkpoints, as {@code hidden/kernel}.
 */
public final class Layers {
  private Layers() {}

  /** A fully connected layer with a bias: [N, …, features] becomes [N, …, units]. */
  public static Layer dense(String name, int units) {
    return (network, x) -> network.dense(name, x, units);
  }

  /** A convolution of images with a bias, without a stride, with zeros around; see Convolution. */
  public static Layer conv2d(String name, int size, int filters) {
    return new Convolution(name, size, filters, 1, Padding.SAME);
  }

  /** The same with another border. */
  public static Layer conv2d(String name, int size, int filters, Padding padding) {
    return new Convolution(name, size, filters, 1, padding);
  }

  /** A convolution of rows, as of time, with zeros around; see {@link Convolution1D}. */
  public static Layer conv1d(String name, int size, int filters) {
    return new Convolution1D(name, size, filters, 1, Padding.SAME);
  }

  /** A convolution of each channel by itself; see {@link DepthwiseConvolution}. */
  public static Layer depthwiseConv2d(String name, int size) {
    return new DepthwiseConvolution(name, size, 1, 1, Padding.SAME);
  }

  /** A convolution with few parameters; see {@link SeparableConvolution}. */
  public static Layer separableConv2d(String name, int size, int filters) {
    return new SeparableConvolution(name, size, filters, 1, Padding.SAME);
  }

  /** The way back of a convolution with a stride; see {@link TransposedConvolution}. */
  public static Layer conv2dTranspose(String name, int size, int filters, int stride) {
    return new TransposedConvolution(name, size, filters, stride, Padding.SAME);
  }

  /** Normalizes by mean and variance of the batch; see {@link BatchNormalization}. */
  public static Layer batchNormalization(String name) {
    return new BatchNormalization(name);
  }

  /** Normalizes each example alone; see {@link LayerNormalization}. */
  public static Layer layerNormalization(String name) {
    return new LayerNormalization(name);
  }

  /** The larger of each number and 0; for others see {@link Activation}. */
  public static Layer relu() {
    return Activation.RELU;
  }

  /** The largest of each window of so many pixels in both directions. */
  public static Layer maxPool(int size) {
    return (network, x) -> network.maxPool(x, size);
  }

  /** The mean of each window of so many pixels in both directions. */
  public static Layer averagePool(int size) {
    return (network, x) -> network.averagePool(x, size);
  }

  /** The mean of each channel over the whole image: [N, height, width, c] becomes [N, c]. */
  public static Layer globalAveragePool() {
    return Network::globalAveragePool;
  }

  /** Which positions of sequences are only filling; see {@link Masking}. */
  public static Layer masking(float value) {
    return new Masking(value);
  }

  /** Attention of the positions of a sequence to each other; see {@link MultiHeadAttention}. */
  public static Layer multiHeadAttention(String name, int heads, int keySize) {
    return new MultiHeadAttention(name, heads, keySize);
  }

  /** Adds learned numbers to each position of sequences, of which attention knows no order. */
  public static Layer positionEmbedding(String name) {
    return (network, x) -> Sequences.withPositions(network, name, x);
  }

  /** What a sequence comes to, [N, length, features] becomes [N, units]; see {@link Lstm}. */
  public static Lstm lstm(String name, int units) {
    return new Lstm(name, units);
  }

  /** The same with fewer parameters; see {@link Gru}. */
  public static Gru gru(String name, int units) {
    return new Gru(name, units);
  }

  /** The mean over the positions of a sequence that are there: [N, length, c] becomes [N, c]. */
  public static Layer globalAveragePool1d() {
    return Sequences::mean;
  }

  /** The largest over the positions of a sequence that are there: [N, length, c] becomes [N, c]. */
  public static Layer globalMaxPool1d() {
    return Sequences::max;
  }

  /** One row per example. */
  public static Layer flatten() {
    return Network::flatten;
  }

  /** Sets numbers to 0 with this probability while the model trains; see Network. */
  public static Layer dropout(float rate) {
    return (network, x) -> network.dropout(x, rate);
  }

  /**
   * Another shape for each example.
   *
   * @param shape without the number of examples, as {@code 28, 28, 1}
   */
  public static Layer reshape(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = -1;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return (network, x) -> network.tf().reshape(x, network.tf().constant(batch));
  }

  /** Shows images on TensorBoard, and gives them on as they are; see {@link Summaries#image}. */
  public static Layer image(String name) {
    return (network, x) -> {
      network.summary().image(name, x);
      return x;
    };
  }

  /** Layers of which each takes what the one before gives. */
  public static Layer inOrder(List<Layer> layers) {
    List<Layer> all = List.copyOf(layers);
    return (network, x) -> {
      Operand<TFloat32> y = x;
      for (Layer layer : all) {
        Operand<TFloat32> before = y;
        y = layer.apply(network, before);
        network.masks().carry(before, y);
      }
      return y;
    };
  }

  /** A layer that is there only while the model trains, as one that distorts what it sees. */
  public static Layer whileTraining(Layer layer) {
    return (network, x) -> network.mode() == Mode.TRAIN ? layer.apply(network, x) : x;
  }

  /** Layers whose parameters stay as they are; see {@link Network#frozen}. */
  public static Layer frozen(Layer... layers) {
    Layer all = inOrder(List.of(layers));
    return (network, x) -> network.frozen(all, x);
  }

  /** Layers that learn at another rate, as 0.1 times that of others; see {@link Network#atRate}. */
  public static Layer atRate(float factor, Layer... layers) {
    Layer all = inOrder(List.of(layers));
    return (network, x) -> network.atRate(factor, all, x);
  }

  /** Layers whose large weights cost something; see {@link Network#penalized}. */
  public static Layer penalized(Penalty penalty, Layer... layers) {
    Layer all = inOrder(List.of(layers));
    return (network, x) -> network.penalized(penalty, all, x);
  }

  /** Layers that multiply in bfloat16; see {@link Network#bfloat16}. */
  public static Layer bfloat16(Layer... layers) {
    Layer all = inOrder(List.of(layers));
    return (network, x) -> network.bfloat16(all, x);
  }

  /** Adds what layers make of their input to it, as residual networks do. */
  public static Layer residual(Layer... layers) {
    Layer all = inOrder(List.of(layers));
    return (network, x) -> network.tf().math.add(x, all.apply(network, x));
  }
}
