package io.manabi.control.access;

import io.manabi.web.Role;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Google's roles, by which policies name ours. */
final class IamRoles {
  private static final Map<String, Set<Role>> ROLES =
      new TreeMap<>(
          Map.of(
              "roles/ml.viewer", Set.of(Role.VIEWER),
              "roles/ml.modelUser", Set.of(Role.PREDICTOR),
              "roles/ml.jobOwner", Set.of(Role.TRAINER),
              "roles/ml.modelOwner", Set.of(Role.DEPLOYER),
              "roles/ml.developer", Set.of(Role.TRAINER, Role.DEPLOYER),
              "roles/ml.admin", Set.of(Role.ADMIN)));

  private IamRoles() {}

  static boolean isKnown(String role) {
    return ROLES.containsKey(role);
  }

  static boolean permits(String role, String permission) {
    return ROLES.getOrDefault(role, Set.of()).stream()
        .anyMatch(each -> each.permissions().contains(permission));
  }

  /** All of them, for messages. */
  static String names() {
    return String.join(", ", ROLES.keySet());
  }
}
