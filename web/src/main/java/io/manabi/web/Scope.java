package io.manabi.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a key or token permits.
 *
 * @param grants pairs of an action and a model, or {@code *} for all models
 * @param roles by the name of the project, or {@code *} for all projects
 */
record Scope(Set<Need.OfModel> grants, Map<String, Set<Role>> roles) {
  /** All projects. */
  static final String ALL = "*";

  private static final String ROLE = "role:";

  Scope {
    grants = Set.copyOf(grants);
    roles = Map.copyOf(roles);
  }

  static Scope of(Set<Action> actions, Set<String> models, Map<String, Set<Role>> roles) {
    Set<Need.OfModel> grants = new HashSet<>();
    actions.forEach(action -> models.forEach(model -> grants.add(new Need.OfModel(action, model))));
    return new Scope(grants, roles);
  }

  /**
   * Words as {@code predict:MNIST read role:shop=trainer}, where an action without a model is for
   * all. Others are left out: tokens have many that mean something to others.
   */
  static Scope ofWords(Iterable<String> words) {
    Set<Need.OfModel> grants = new HashSet<>();
    Map<String, Set<Role>> roles = new HashMap<>();
    for (String word : words) {
      if (word.startsWith(ROLE)) {
        addRole(word.substring(ROLE.length()), roles);
      } else {
        int colon = word.indexOf(':');
        String model = colon < 0 ? Need.WHOLE : word.substring(colon + 1);
        if (!model.isEmpty()) {
          Action.of(colon < 0 ? word : word.substring(0, colon))
              .ifPresent(action -> grants.add(new Need.OfModel(action, model)));
        }
      }
    }
    return new Scope(grants, roles);
  }

  private static void addRole(String assignment, Map<String, Set<Role>> roles) {
    int equals = assignment.indexOf('=');
    if (equals > 0) {
      Role.of(assignment.substring(equals + 1))
          .ifPresent(
              role ->
                  roles
                      .computeIfAbsent(assignment.substring(0, equals), project -> new HashSet<>())
                      .add(role));
    }
  }

  boolean permits(Need need) {
    if (need instanceof Need.OfModel model) {
      return permits(model);
    }
    return !(need instanceof Need.OfProject inProject) || permits(inProject);
  }

  private boolean permits(Need.OfModel need) {
    boolean isServer = need.model().equals(Need.WHOLE);
    Stream<Role> useful =
        need.isOfSomeModel()
            ? roles.values().stream().flatMap(Set::stream)
            : rolesIn(need.project());
    return grants.contains(need)
        || grants.contains(new Need.OfModel(need.action(), Need.WHOLE))
        || (need.isOfSomeModel()
            && grants.stream().anyMatch(grant -> grant.action() == need.action()))
        || useful.anyMatch(role -> role.permits(need.action(), isServer));
  }

  /** An action with all models is a role in all projects, and one with a model a role for it. */
  private boolean permits(Need.OfProject need) {
    Stream<Role> ofActions =
        grants.stream()
            .filter(
                grant ->
                    grant.model().equals(Need.WHOLE) || grant.model().equals(need.servedName()))
            .map(grant -> Role.of(grant.action()));
    return Stream.concat(rolesIn(need.project()), ofActions)
        .anyMatch(role -> role.permissions().contains(need.permission()));
  }

  private Stream<Role> rolesIn(String project) {
    return Stream.of(project, ALL)
        .flatMap(each -> Optional.ofNullable(roles.get(each)).stream())
        .flatMap(Set::stream);
  }
}
