package io.manabi.training.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The model is {@code Sequential([Input((64,), name='pixels'), Dense(3, 'relu'), Dense(2)])}, which
 * {@code export} of Keras 3.12 on TensorFlow 2.18 wrote.
 */
class PretrainedTest {
  @TempDir Path folder;

  private static Pretrained read(String signature) throws Exception {
    Path model = Path.of(PretrainedTest.class.getResource("keras_model").toURI());
    return Pretrained.read(model, signature);
  }

  /** {@code model((np.arange(128) % 7 - 3).reshape(2, 64) / 2)}. */
  @Test
  void givesWhatKerasGives() throws Exception {
    Pretrained model = read("serving_default");
    float[][] pixels = new float[2][64];
    for (int i = 0; i < 128; i++) {
      pixels[i / 64][i % 64] = (i % 7 - 3) / 2f;
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = GraphOps.create(graph);
      // Two copies, as of two signatures to serve, share the variables.
      Pretrained.Copy first = model.into(tf, Map.of("pixels", tf.constant(pixels)));
      Pretrained.Copy second = model.into(tf, Map.of("pixels", tf.constant(pixels)));
      Session.Runner initialize = session.runner();
      first.initializers().forEach(initialize::addTarget);
      initialize.run().close();
      for (Pretrained.Copy copy : new Pretrained.Copy[] {first, second}) {
        Operand<?> output = copy.outputs().values().iterator().next();
        try (Result result = session.runner().fetch(output).run()) {
          float[][] values = StdArrays.array2dCopyOf((TFloat32) result.get(0));
          assertThat(values[0])
              .containsExactly(new float[] {-1.2994921f, 0.1096486f}, within(1e-5f));
          assertThat(values[1])
              .containsExactly(new float[] {-1.3803126f, -0.3659376f}, within(1e-5f));
        }
      }
    }
    assertThat(model.outputs()).containsExactly("output_0");
    assertThat(model.shape("output_0")).containsExactly(-1, 2);
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    assertThatThrownBy(() -> read("predict"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("has no signature 'predict'; it has [")
        .hasMessageContaining("serving_default");
    assertThatThrownBy(() -> Pretrained.read(folder, "serve"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("no SavedModel with the tag serve in " + folder);
    Pretrained model = read("serving_default");
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      assertThatThrownBy(() -> model.into(tf, Map.of("image", tf.constant(1f))))
          .isInstanceOf(ManabiException.class)
          .hasMessage("The pretrained model has the inputs [pixels], but was given [image].");
      assertThatThrownBy(() -> model.into(tf, Map.of("pixels", tf.constant(1L))))
          .isInstanceOf(ManabiException.class)
          .hasMessageContaining("'pixels' as DT_FLOAT, but was given DT_INT64");
    }
  }
}
