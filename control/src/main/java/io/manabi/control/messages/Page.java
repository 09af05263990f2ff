package io.manabi.control.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param nextPageToken what to ask the next page with; none on the last
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {
  /** How many are read at a time, and how many are on a page at most. */
  public static final int LARGEST = 100;

  private static final int USUAL = 20;

  /**
   * What a client asks for.
   *
   * @param pageSize how many at most; 0 for 20, 100 are the most
   * @param pageToken the end of the page before; empty for the first page
   */
  public record Request(int pageSize, String pageToken) {}

  /**
   * What is listed.
   *
   * @param name as in paths; a token of one list is none of another
   * @param after what comes behind a position, {@value #LARGEST} at most; no position for the
   *     beginning. It throws an IllegalArgumentException if it is none
   * @param position where something is in the list
   */
  public record Source<R>(
      String name, Function<Optional<String>, List<R>> after, Function<R, String> position) {}

  /**
   * Reads a page.
   *
   * @param told what clients are told of something in the list
   * @param wanted whether it is listed
   * @throws ApiFailure if the size or the token cannot be one
   */
  public static <R, T> Page<T> read(
      Request request, Source<R> source, Function<R, T> told, Predicate<T> wanted) {
    if (request.pageSize() < 0) {
      throw ApiFailure.invalid(
          "pageSize", "The pageSize is " + request.pageSize() + "; expected 0 or more.");
    }
    int size = request.pageSize() == 0 ? USUAL : Math.min(request.pageSize(), LARGEST);
    Optional<String> next = position(request.pageToken(), source.name());
    Optional<String> last = next;
    List<T> found = new ArrayList<>();
    List<R> rows;
    do {
      rows = rows(source, next);
      for (R row : rows) {
        T item = told.apply(row);
        next = Optional.of(source.position().apply(row));
        if (wanted.test(item)) {
          if (found.size() == size) {
            return new Page<>(found, token(last.orElseThrow(), source.name()));
          }
          found.add(item);
          last = next;
        }
      }
    } while (rows.size() == LARGEST);
    return new Page<>(found, null);
  }

  private static <R> List<R> rows(Source<R> source, Optional<String> position) {
    try {
      return source.after().apply(position);
    } catch (IllegalArgumentException e) {
      throw noToken();
    }
  }

  private static String token(String position, String list) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + " " + position).getBytes(UTF_8));
  }

  private static Optional<String> position(String token, String list) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), UTF_8);
      if (text.startsWith(list + " ")) {
        return Optional.of(text.substring(list.length() + 1));
      }
    } catch (IllegalArgumentException e) {
      // As one of another list.
    }
    throw noToken();
  }

  private static ApiFailure noToken() {
    return ApiFailure.invalid(
        "pageToken",
        "The pageToken is none of this list; give the nextPageToken of the page before, or none for"
            + " the first page.");
  }
}
