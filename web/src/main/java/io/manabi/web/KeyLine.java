package io.manabi.web;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key in a file.
 *
 * @param sha256 64 hexadecimal digits
 * @param actions what it allows with models; null if it only has roles
 * @param models with which; null if it only has roles
 * @param roles words of roles by the names of projects, or null for none
 * @param expires a moment such as 2027-01-01T00:00:00Z, or null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyLine(
    String name,
    String sha256,
    @Nullable Set<String> actions,
    @Nullable Set<String> models,
    @Nullable Map<String, Set<String>> roles,
    @Nullable String expires) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern PROJECT = Pattern.compile("\\*|[A-Za-z][A-Za-z0-9-]{0,62}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** Strict: a misspelt "expires" must not make a key that is valid for ever. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What Jackson makes may lack all of it. */
  @SuppressWarnings("ConstantValue")
  KeyLine {
    require(name != null && NAME.matcher(name).matches(), "name", "1 to 64 of A-Z a-z 0-9 . _ -");
    require(sha256 != null && HASH.matcher(sha256).matches(), "sha256", "64 digits of 0-9 a-f");
    // Either both or none, and then roles.
    boolean onlyRoles = roles != null && actions == null && models == null;
    require(
        onlyRoles || isList(actions, word -> Action.of(word).isPresent()),
        "actions",
        "a list of predict, read, admin");
    require(
        onlyRoles || isList(models, model -> !model.isEmpty()),
        "models",
        "a list of names of models, or of \"*\" for all");
    require(
        roles == null || isRoles(roles),
        "roles",
        "lists of " + Role.words() + " by the names of projects, or \"*\" for all of them");
    require(
        expires == null || isInstant(expires), "expires", "a moment such as 2027-01-01T00:00:00Z");
    actions = actions == null ? null : new TreeSet<>(actions);
    models = models == null ? null : new TreeSet<>(models);
    roles = roles == null ? null : new TreeMap<>(roles);
  }

  static KeyLine of(
      String name,
      String sha256,
      Set<Action> actions,
      Set<String> models,
      @Nullable Instant expires) {
    Set<String> words = new HashSet<>();
    actions.forEach(action -> words.add(action.word()));
    return new KeyLine(name, sha256, words, models, null, text(expires));
  }

  static KeyLine of(
      String name, String sha256, Map<String, Set<Role>> roles, @Nullable Instant expires) {
    Map<String, Set<String>> words = new TreeMap<>();
    roles.forEach((project, each) -> words.put(project, Role.wordsOf(each)));
    return new KeyLine(name, sha256, null, null, words, text(expires));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static boolean isList(@Nullable Set<String> words, Predicate<String> isRight) {
    return words != null
        && !words.isEmpty()
        && words.stream().allMatch(each -> each != null && isRight.test(each));
  }

  private static boolean isRoles(Map<String, Set<String>> roles) {
    return !roles.isEmpty()
        && roles.keySet().stream().allMatch(project -> PROJECT.matcher(project).matches())
        && roles.values().stream()
            .allMatch(words -> isList(words, word -> Role.of(word).isPresent()));
  }

  /** The value is not told: it may be a secret in the wrong place. */
  private static void require(boolean isRight, String field, String expected) {
    if (!isRight) {
      throw ManabiException.user("The " + field + " of a key is wrong; expected " + expected + ".");
    }
  }

  private static boolean isInstant(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /**
   * All keys of a file.
   *
   * @throws ManabiException if a line is not what it should be
   */
  static List<KeyLine> parseAll(Path file, String text) {
    List<KeyLine> keys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isEmpty() && !line.startsWith("#")) {
        KeyLine key = parse(file + ", line " + (i + 1), line);
        if (!names.add(key.name)) {
          throw ManabiException.user(
              file + ", line " + (i + 1) + ": there is another key '" + key.name + "' above.");
        }
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }

  private static KeyLine parse(String place, String line) {
    String reason =
        "expected one JSON object with name, sha256, actions and models, or roles, and perhaps"
            + " expires.";
    try {
      // Jackson would take the word null for no key.
      if (line.startsWith("{")) {
        return JSON.readValue(line, KeyLine.class);
      }
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof ManabiException wrong) {
        reason = wrong.getMessage();
      }
    }
    // Without the cause, which quotes the line.
    throw ManabiException.user(place + ": " + reason);
  }

  /** The line of the file. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] hash() {
    return HexFormat.of().parseHex(sha256);
  }

  boolean isValidAt(Instant now) {
    return expires == null || now.isBefore(Instant.parse(expires));
  }

  Caller caller() {
    Set<Action> allowed = new HashSet<>();
    requireNonNullElse(actions, Set.<String>of())
        .forEach(word -> Action.of(word).ifPresent(allowed::add));
    Map<String, Set<Role>> inProjects = new HashMap<>();
    requireNonNullElse(roles, Map.<String, Set<String>>of())
        .forEach(
            (project, words) ->
                inProjects.put(
                    project,
                    words.stream()
                        .flatMap(word -> Role.of(word).stream())
                        .collect(Collectors.toSet())));
    return Caller.ofKey(
        name, Scope.of(allowed, requireNonNullElse(models, Set.<String>of()), inProjects));
  }
}
