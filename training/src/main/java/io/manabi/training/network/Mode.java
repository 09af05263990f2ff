package io.manabi.training.network;

/** What a model is built for. */
public enum Mode {
  /** To learn: labels are there, dropout and augmentation are on. */
  TRAIN,
  /** To be measured: labels are there, nothing is random. */
  EVAL,
  /** To answer requests: no labels, nothing is random. */
  SERVE
}
