package io.manabi.transform;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/**
 * A function over columns. In the compiled graph it is a signature of the same name.
 *
 * @param name letters, digits and underscores, beginning with a letter
 * @param inputs the columns that it reads
 * @param body builds its ops
 */
public record TransformFunction(String name, Schema inputs, Body body) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  /** Builds the ops of a function. */
  @FunctionalInterface
  public interface Body {

    /**
     * Builds the ops; called once, with N rows in every column, where N is known only when the
     * graph runs. What ops make of each number or each row by itself does not depend on N, to the
     * last bit; what works on several rows at once, as a convolution, may.
     *
     * @param tf makes ops in the graph of the function
     * @param columns the inputs, each of shape [N]
     * @return the outputs by name, each of shape [N] or [N, ...]
     */
    Map<String, Operand<?>> build(Ops tf, Columns columns);
  }

  /** Checks the name. */
  public TransformFunction {
    requireNonNull(inputs, "inputs");
    requireNonNull(body, "body");
    if (!NAME.matcher(name).matches()) {
      throw ManabiException.user(
          "'"
              + name
              + "' cannot be the name of a transform function; use letters, digits and underscores,"
              + " a letter first.");
    }
  }
}
