package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a resource: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/Policy">Policy</a>.
 *
 * @param version of the message; 1 is the only one without conditions
 * @param bindings the roles, each with who has it
 * @param etag another one whenever the policy has changed
 */
public record Policy(
    @Nullable Integer version, @Nullable List<Binding> bindings, @Nullable String etag) {
  /**
   * A role and who has it.
   *
   * @param role as {@code roles/ml.viewer}
   * @param members as {@code serviceAccount:NAME} with the name of a key, or {@code user:SUBJECT}
   *     with the subject of a token
   */
  public record Binding(@Nullable String role, @Nullable List<String> members) {}
}
