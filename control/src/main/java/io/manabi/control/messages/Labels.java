package io.manabi.control.messages;

import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels, by which owners sort what they have. */
public final class Labels {
  private static final int MOST = 64;
  private static final int MOST_CHARACTERS = 63;

  private Labels() {}

  /**
   * Those that a client gives.
   *
   * @throws ApiFailure if they are too many or too long
   */
  public static Map<String, String> checked(@Nullable Map<String, String> given) {
    Map<String, String> labels = requireNonNullElse(given, Map.of());
    boolean wrong =
        labels.entrySet().stream()
            .anyMatch(
                label ->
                    label.getKey().isEmpty()
                        || label.getKey().length() > MOST_CHARACTERS
                        || label.getValue() == null
                        || label.getValue().length() > MOST_CHARACTERS);
    if (labels.size() > MOST || wrong) {
      throw ApiFailure.invalid(
          "labels",
          "The labels are too many or too long; expected at most "
              + MOST
              + ", with keys of 1 and values of 0 to "
              + MOST_CHARACTERS
              + " characters.");
    }
    return Map.copyOf(labels);
  }
}
