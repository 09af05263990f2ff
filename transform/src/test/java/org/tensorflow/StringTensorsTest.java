package org.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

class StringTensorsTest {

  @Property(tries = 50)
  void givesBackWhatItTook(@ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int rows) {
    byte[][] values = strings(new Random(seed), 2 * rows);
    try (TString tensor = StringTensors.of(Shape.of(rows, 2), values)) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(rows, 2));
      assertThat(StringTensors.values(tensor)).isEqualTo(values);
    }
  }

  @Test
  void agreesWithTensorFlow() {
    byte[][] values = strings(new Random(1), 100);
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TString tensor = StringTensors.of(Shape.of(100), values)) {
      Ops tf = Ops.create(graph);
      Operand<TString> strings = tf.placeholder(TString.class);
      Operand<TString> doubled = tf.strings.join(List.of(strings, strings));
      try (Result result = session.runner().feed(strings, tensor).fetch(doubled).run()) {
        byte[][] read = StringTensors.values((TString) result.get(0));
        for (int i = 0; i < values.length; i++) {
          String once = latin1(values[i]);
          assertThat(tensor.asBytes().getObject(i)).isEqualTo(values[i]);
          assertThat(latin1(read[i])).isEqualTo(once + once);
        }
      }
    }
  }

  private static String latin1(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  /** Lengths on both sides of the longest string that a tensor holds in itself. */
  private static byte[][] strings(Random random, int count) {
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      values[i] = new byte[random.nextInt(10) == 0 ? random.nextInt(1000) : random.nextInt(26)];
      random.nextBytes(values[i]);
    }
    return values;
  }
}
