package io.manabi.serving.http;

import io.manabi.prediction.AnsweredCall;
import java.util.List;

/** Keeps some of the requests to models, with their answers. */
public interface RequestLog {
  /** Keeps nothing. */
  RequestLog NONE = new RequestLog() {};

  /** Whether the request that begins now is to be kept; asked once for each. */
  default boolean wants(String model) {
    return false;
  }

  /** Takes a request that it wanted, when it has been answered well. It must not wait. */
  default void log(Answered request) {}

  /**
   * A request that was answered.
   *
   * @param model that was asked
   * @param version the number of the one that answered
   * @param tags those of the graph that it was loaded with
   * @param api what was asked of it, such as {@code predict}
   * @param calls of its signatures, one or more
   */
  record Answered(
      String model, long version, List<String> tags, String api, List<AnsweredCall> calls) {

    /** Copies the lists. */
    public Answered {
      tags = List.copyOf(tags);
      calls = List.copyOf(calls);
    }
  }
}
