package io.manabi.prediction;

import io.manabi.prediction.batching.RunListener;

/**
 * Hears of the calls of one request: how each waited and ran, alone or with others, and what it was
 * answered. It must be quick and not throw, and is called on any thread.
 */
public interface RequestListener extends RunListener {
  /** Hears nothing. */
  RequestListener NONE = new RequestListener() {};

  /** Whether it wants to hear of answers. */
  default boolean wantsAnswers() {
    return false;
  }

  /** A call was answered well; told before whoever made it has the answer. */
  default void answered(AnsweredCall call) {}
}
