package io.manabi.training.network;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Labels that cannot be, which would be learned from without a word. */
public final class Labels {
  private static final String MARK = "label out of range";

  private static final Pattern FAILURE =
      Pattern.compile(MARK + "] \\[(\\d+)[^]]*] \\[([^] ]+)[^]]*] \\[(\\d+)]");

  private Labels() {}

  /**
   * What was wrong with a label.
   *
   * @param row which of the batch has it, from 0
   * @param value the label
   * @param most the greatest that could be; the least is 0
   */
  public record Wrong(int row, String value, String most) {}

  /** Finds out whether a run failed for a label, and for which. */
  public static Optional<Wrong> in(RuntimeException failure) {
    Matcher found = FAILURE.matcher(String.valueOf(failure.getMessage()));
    return found.find()
        ? Optional.of(new Wrong(Integer.parseInt(found.group(1)), found.group(2), found.group(3)))
        : Optional.empty();
  }

  /** The labels, if all are from 0 to 1 or NaN; otherwise the graph fails. */
  static Operand<TFloat32> requireShares(Ops tf, Operand<TFloat32> labels) {
    Operand<TFloat32> flat = tf.reshape(labels, tf.array(-1));
    Operand<TBool> wrong =
        tf.math.logicalOr(
            tf.math.less(flat, tf.constant(0f)), tf.math.greater(flat, tf.constant(1f)));
    return require(tf, flat, wrong, tf.constant(1L)).identity(labels);
  }

  /** The labels, if all are below the number of classes and not below 0. */
  static Operand<TInt64> requireClasses(Ops tf, Operand<TInt64> labels, int classes) {
    Operand<TInt64> flat = tf.reshape(labels, tf.array(-1));
    Operand<TBool> wrong =
        tf.math.logicalOr(
            tf.math.less(flat, tf.constant(0L)),
            tf.math.greaterEqual(flat, tf.constant((long) classes)));
    return require(tf, flat, wrong, tf.constant(classes - 1L)).identity(labels);
  }

  /** Operations that come after the check. */
  private static Ops require(
      Ops tf, Operand<?> labels, Operand<TBool> wrong, Operand<TInt64> most) {
    Operand<TInt64> rows = tf.reshape(tf.where(wrong), tf.array(-1));
    Op check =
        tf.assertThat(
            tf.math.logicalNot(tf.reduceAny(wrong, tf.constant(0))),
            List.of(tf.constant(MARK), rows, tf.gather(labels, rows, tf.constant(0)), most));
    return tf.withControlDependencies(check);
  }
}
