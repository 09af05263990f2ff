package io.manabi.serving.codec;

/** How the outputs of a model stand in the answer. */
public enum AnswerLayout {
  /** {@code {"predictions": […]}}: one entry per row; bare values if there is one output. */
  ROWS,
  /** As {@link #ROWS}, but one output has its name as well, as Cloud ML Engine answers. */
  NAMED_ROWS,
  /** {@code {"outputs": …}}: each output as a whole; without its name if it is the only one. */
  COLUMNS
}
