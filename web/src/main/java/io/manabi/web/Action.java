package io.manabi.web;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key may allow. None includes another. */
public enum Action {
  /** To ask models. */
  PREDICT,
  /** To see what there is: status, metadata, metrics. */
  READ,
  /** To change what there is. */
  ADMIN;

  /** As it is written in files, tokens and messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Action> of(String word) {
    return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
