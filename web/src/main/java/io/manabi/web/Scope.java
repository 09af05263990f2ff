package io.manabi.web;

import java.util.HashSet;
import java.util.Set;

/**
 * What a key or token permits.
 *
 * @param grants pairs of an action and a model, or {@code *} for all models
 */
record Scope(Set<Need> grants) {
  Scope {
    grants = Set.copyOf(grants);
  }

  static Scope of(Set<Action> actions, Set<String> models) {
    Set<Need> grants = new HashSet<>();
    actions.forEach(action -> models.forEach(model -> grants.add(new Need(action, model))));
    return new Scope(grants);
  }

  /**
   * Words as {@code predict:MNIST read}, where an action without a model is for all. Others are
   * left out: tokens have many that mean something to others.
   */
  static Scope ofWords(Iterable<String> words) {
    Set<Need> grants = new HashSet<>();
    for (String word : words) {
      int colon = word.indexOf(':');
      String model = colon < 0 ? Need.WHOLE : word.substring(colon + 1);
      if (!model.isEmpty()) {
        Action.of(colon < 0 ? word : word.substring(0, colon))
            .ifPresent(action -> grants.add(new Need(action, model)));
      }
    }
    return new Scope(grants);
  }

  boolean permits(Need need) {
    return grants.contains(need)
        || grants.contains(Need.withServer(need.action()))
        || (need.isOfSomeModel()
            && grants.stream().anyMatch(grant -> grant.action() == need.action()));
  }
}
