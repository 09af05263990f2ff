package io.manabi.gateway.calls;

/** Where a request's message names models. */
public enum MessageKind {
  /** Nowhere. */
  NONE,
  /** In field 1, a {@code ModelSpec} of TensorFlow Serving. */
  SPEC,
  /** In the {@code ModelSpec} that is field 1 of each task in field 1. */
  TASKS,
  /** In field 1, its name, and field 2, its version, as Open Inference Protocol has it. */
  NAMES
}
