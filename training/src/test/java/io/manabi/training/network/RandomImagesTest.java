package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class RandomImagesTest {
  private static final int COUNT = 200;

  private final LayerProbe probe = new LayerProbe(Mode.TRAIN);
  private final Ops tf = probe.tf();

  @AfterEach
  void close() {
    probe.close();
  }

  private Network network(Mode mode, long step) {
    return new Network(tf, mode, parameter -> tf.constant(0f), tf.array(5L, step));
  }

  /** Images of 4 x 4 pixels, each with the numbers from 0 to 15. */
  private Operand<TFloat32> images() {
    float[] pixels = new float[16 * COUNT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 16;
    }
    return tf.reshape(tf.constant(pixels), tf.array(-1, 4, 4, 1));
  }

  private float[] train(Layer layer) {
    Operand<TFloat32> outputs = layer.apply(network(Mode.TRAIN, 7), images());
    Operand<TFloat32> again = layer.apply(network(Mode.TRAIN, 7), images());
    Operand<TFloat32> later = layer.apply(network(Mode.TRAIN, 8), images());
    float[] values = probe.values(outputs);
    assertThat(probe.values(again)).containsExactly(values);
    assertThat(probe.values(later)).isNotEqualTo(values);
    return values;
  }

  private static Layer[] all() {
    return new Layer[] {
      RandomImages.flipHorizontally(),
      RandomImages.flipVertically(),
      RandomImages.translation(0.5, 0.25),
      RandomImages.rotation(0.1),
      RandomImages.brightness(0.5, 0, 15),
      RandomImages.contrast(0.5)
    };
  }

  @Test
  void leavesImagesAloneUnlessTheModelTrains() {
    for (Layer layer : all()) {
      for (Mode mode : new Mode[] {Mode.EVAL, Mode.SERVE}) {
        Operand<TFloat32> images = images();
        assertThat(layer.apply(network(mode, 7), images)).isSameAs(images);
      }
      Operand<TFloat32> outputs = layer.apply(network(Mode.TRAIN, 7), images());
      assertThat(outputs.shape().asArray()).endsWith(4, 4, 1);
    }
  }

  @Test
  void mirrorsHalfOfTheImages() {
    // The first pixel is the last of its row, or of its column, in a mirror.
    for (Layer layer : new Layer[] {all()[0], all()[1]}) {
      float[] values = train(layer);
      int mirrored = 0;
      for (int i = 0; i < COUNT; i++) {
        float first = values[16 * i];
        assertThat(first).isIn(0f, 3f, 12f);
        mirrored += first == 0 ? 0 : 1;
        assertThat(values[16 * i + 1]).isEqualTo(first == 3 ? 2 : first + 1);
      }
      assertThat(mirrored).isBetween(70, 130);
    }
  }

  @Test
  void movesImagesUpToTheShare() {
    float[] values = train(RandomImages.translation(0, 0.25));
    Set<Float> seen = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      // A pixel in the middle of its row, moved by up to one.
      float value = values[16 * i + 6];
      assertThat(value).isBetween(5f, 7f);
      assertThat(values[16 * i + 10] - value).isCloseTo(4, within(1e-4f));
      seen.add(value);
    }
    assertThat(seen).hasSizeGreaterThan(100);
  }

  /**
   * {@code keras.ops.image.affine_transform} with the matrix of RandomRotation, bilinear, reflect.
   */
  @Test
  void turnsImagesAsKeras() {
    Operand<TFloat32> image = tf.slice(images(), tf.array(0, 0, 0, 0), tf.array(1, 4, 4, 1));
    probe.checkValues(
        Warp.rotate(tf, image, tf.array(0.3f)),
        """
        0.5102756 1.4656122 3.2799702 5.0411024 2.530961 4.6683788 6.8057961 8.8624487
        6.1375518 8.1942043 10.3316221 12.469038 9.9588976 11.7200308 13.5343876 14.4897251
        """);
    train(RandomImages.rotation(0.1));
  }

  @Test
  void cutsOutParts() {
    float[] values = train(RandomImages.crop(2, 3));
    Set<Float> corners = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      float corner = values[6 * i];
      float[] part = {
        values[6 * i + 2] - corner, values[6 * i + 3] - corner, values[6 * i + 5] - corner
      };
      assertThat(part).containsExactly(2, 4, 6);
      corners.add(corner);
    }
    assertThat(corners).containsExactlyInAnyOrder(0f, 1f, 4f, 5f, 8f, 9f);
    Operand<TFloat32> middle = RandomImages.crop(2, 2).apply(network(Mode.EVAL, 7), images());
    assertThat(probe.values(middle)).startsWith(5, 6, 9, 10);
    assertThatThrownBy(() -> RandomImages.crop(5, 2).apply(network(Mode.EVAL, 7), images()))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("5 x 2 pixels does not fit into images");
  }

  @Test
  void changesBrightnessAndContrast() {
    float[] brighter = train(RandomImages.brightness(0.2, 0, 15));
    float[] contrast = train(RandomImages.contrast(0.5));
    for (int i = 0; i < COUNT; i++) {
      assertThat(brighter[16 * i + 7]).isBetween(4f, 10f);
      assertThat(brighter[16 * i + 15]).isBetween(12f, 15f);
      float factor = contrast[16 * i + 8] - contrast[16 * i + 7];
      assertThat(factor).isBetween(0.5f, 1.5f);
      assertThat(contrast[16 * i]).isCloseTo(7.5f - 7.5f * factor, within(1e-4f));
    }
    assertThatThrownBy(() -> RandomImages.contrast(1))
        .isInstanceOf(ManabiException.class)
        .hasMessage("A random contrast needs a share from 0 to below 1, not 1.0.");
  }
}
