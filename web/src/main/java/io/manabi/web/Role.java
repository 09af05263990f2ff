package io.manabi.web;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody may do in a project: a set of permissions, named as Google's. */
public enum Role {
  /** To see what there is. */
  VIEWER(
      "ml.jobs.get",
      "ml.jobs.list",
      "ml.locations.get",
      "ml.locations.list",
      "ml.models.get",
      "ml.models.list",
      "ml.operations.get",
      "ml.operations.list",
      "ml.projects.getConfig",
      "ml.versions.get",
      "ml.versions.list"),
  /** To ask models, and to see those. */
  PREDICTOR(
      "ml.models.get",
      "ml.models.predict",
      "ml.versions.get",
      "ml.versions.list",
      "ml.versions.predict"),
  /** To see what there is, and to run jobs. */
  TRAINER(VIEWER, "ml.jobs.cancel", "ml.jobs.create", "ml.jobs.getIamPolicy", "ml.jobs.update"),
  /** To see what there is, to ask models, and to change them. */
  DEPLOYER(
      VIEWER,
      "ml.models.create",
      "ml.models.delete",
      "ml.models.getIamPolicy",
      "ml.models.predict",
      "ml.models.update",
      "ml.operations.cancel",
      "ml.versions.create",
      "ml.versions.delete",
      "ml.versions.predict",
      "ml.versions.update"),
  /** All that there is to do. */
  ADMIN(
      Stream.concat(
          Stream.concat(TRAINER.permissions.stream(), DEPLOYER.permissions.stream()),
          Stream.of("logging.logEntries.list", "ml.jobs.setIamPolicy", "ml.models.setIamPolicy")));

  @SuppressWarnings("ImmutableEnumChecker") // It is an unmodifiable set.
  private final Set<String> permissions;

  Role(String... permissions) {
    this(Stream.of(permissions));
  }

  Role(Role smaller, String... more) {
    this(Stream.concat(smaller.permissions.stream(), Stream.of(more)));
  }

  Role(Stream<String> permissions) {
    this.permissions = permissions.collect(Collectors.toUnmodifiableSet());
  }

  /** All of its permissions. */
  public Set<String> permissions() {
    return permissions;
  }

  /** As it is written in files, tokens and flags. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role that is written so. */
  public static Optional<Role> of(String word) {
    return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** The words of all roles, for messages. */
  static String words() {
    return String.join(", ", Stream.of(values()).map(Role::word).toList());
  }

  /** Whether it permits something with a model of its project, or with a whole server. */
  boolean permits(Action action, boolean isServer) {
    return switch (action) {
      case PREDICT -> permissions.contains("ml.models.predict");
      case READ -> permissions.contains(isServer ? "ml.models.list" : "ml.models.get");
      case ADMIN -> this == ADMIN;
    };
  }

  /** The role of those who may do something with all models. */
  static Role of(Action action) {
    return switch (action) {
      case PREDICT -> PREDICTOR;
      case READ -> VIEWER;
      case ADMIN -> ADMIN;
    };
  }

  /** Words in alphabetical order, as a file has them. */
  static Set<String> wordsOf(Set<Role> roles) {
    Set<String> words = new TreeSet<>();
    roles.forEach(role -> words.add(role.word()));
    return words;
  }
}
