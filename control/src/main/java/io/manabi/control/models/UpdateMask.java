package io.manabi.control.models;

import io.manabi.control.messages.ApiFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which fields a patch changes: those that it names, or those that are set if it names none. */
final class UpdateMask {
  private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

  private final Set<String> names = new HashSet<>();

  /**
   * Reads a mask.
   *
   * @param text names with commas between, as {@code description} or {@code default_version.name}
   * @param known the fields that can be changed
   * @throws ApiFailure if it names another
   */
  UpdateMask(String text, List<String> known) {
    List<String> unknown = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String name =
          UNDERSCORE
              .matcher(part.strip())
              .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
      if (known.contains(name)) {
        names.add(name);
      } else if (!name.isEmpty()) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw ApiFailure.invalid(
          "updateMask",
          "The updateMask names "
              + String.join(", ", unknown)
              + ", which cannot be changed; expected some of "
              + String.join(", ", known)
              + ".");
    }
  }

  /**
   * Whether a field is to be changed.
   *
   * @param value what it is in the patch
   */
  boolean changes(String name, @Nullable Object value) {
    return names.isEmpty() ? value != null : names.contains(name);
  }
}
