package org.tensorflow.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.core.BooleanMask;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

class GraphOpsTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(usual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "bn", "fa", "mr", "my", "tr", "en-u-nu-thai"})
  void namesAreTheSameInEveryLanguage(String language) {
    List<String> names = names();
    Locale.setDefault(Locale.forLanguageTag(language));
    assertThat(names()).isEqualTo(names).contains("Const_1", "layer_1/Const", "mine_1");
  }

  /** Names of what a user may do with operations, everything twice. */
  private static List<String> names() {
    List<String> names = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      for (int i = 0; i < 2; i++) {
        Operand<TInt32> number = tf.constant(1);
        names.add(number.op().name());
        Ops layer = tf.withSubScope("layer");
        names.add(layer.constant(2).op().name());
        names.add(layer.withName("mine").constant(3).op().name());
        names.add(tf.withName("mine").identity(number).op().name());
        names.add(tf.withControlDependencies(number).constant(4).op().name());
        names.add(GraphOps.of(tf).constant(5).op().name());
        names.add(tf.scope().makeUnique("unique"));
        Operand<TBool> mask = tf.constant(new boolean[] {true});
        names.add(BooleanMask.create(tf.scope(), tf.constant(new int[] {1}), mask).op().name());
      }
    }
    return names;
  }

  @Test
  void namesAreThoseThatTensorFlowGives() {
    List<String> names = names();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThat(tf.constant(1).op().name()).isEqualTo(names.get(0));
      assertThat(tf.withSubScope("layer").constant(2).op().name()).isEqualTo(names.get(1));
    }
  }
}
