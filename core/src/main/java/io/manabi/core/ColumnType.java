package io.manabi.core;

/** The types that a column can have: those of a {@code tf.train.Feature}. */
public enum ColumnType {
  /** 64-bit integers; in TensorFlow {@code DT_INT64}. */
  INT64,
  /** 32-bit floats; in TensorFlow {@code DT_FLOAT}. */
  FLOAT,
  /** Strings or any bytes; in TensorFlow {@code DT_STRING}. */
  BYTES
}
