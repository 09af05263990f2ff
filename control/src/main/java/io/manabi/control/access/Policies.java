package io.manabi.control.access;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Policy;
import io.manabi.control.messages.Policy.Binding;
import io.manabi.store.Database;
import io.manabi.web.Action;
import io.manabi.web.Grants;
import io.manabi.web.Need;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The policies of jobs and models, which permit beside what keys and tokens permit, and never less.
 * Safe for use by several threads.
 */
public final class Policies implements Grants {
  private static final Pattern MEMBER =
      Pattern.compile("serviceAccount:[A-Za-z0-9._-]{1,64}|user:[^\\s\\p{Cntrl}]{1,255}");
  private static final int MOST_MEMBERS = 1_500;

  private final Database database;

  /** By {@code PROJECT/RESOURCE}; as the database has them, or had them a moment ago. */
  private volatile Map<String, List<Binding>> known = Map.of();

  Policies(Database database) {
    this.database = database;
    refresh();
  }

  /** Reads them again, for another server may have changed them. */
  void refresh() {
    known = database.inTransaction(PolicyTable::all);
  }

  /** The policy of a resource, such as {@code jobs/rnn} or {@code models/mnist}. */
  public Policy get(String project, String resource) {
    return database.inTransaction(handle -> PolicyTable.find(handle, project, resource)).policy();
  }

  /**
   * Sets the policy of a resource.
   *
   * @param policy the whole of it; if it has an etag, that of the policy that it is to replace
   * @throws ApiFailure if it names roles or members that cannot be, or somebody has changed the
   *     policy meanwhile
   */
  public Policy set(String project, String resource, Policy policy) {
    List<Binding> bindings = requireNonNullElse(policy.bindings(), List.of());
    check(policy, bindings);
    Policy set =
        database.inTransaction(
            handle -> {
              PolicyTable.Row now = PolicyTable.find(handle, project, resource);
              String etag = requireNonNullElse(policy.etag(), "");
              if (!etag.isEmpty() && !etag.equals(now.policy().etag())) {
                throw changed(project, resource);
              }
              PolicyTable.Row then = new PolicyTable.Row(bindings, now.revision() + 1);
              try {
                PolicyTable.put(handle, project, resource, then);
              } catch (UnableToExecuteStatementException e) {
                throw Database.isTaken(e) ? changed(project, resource) : e;
              }
              return then.policy();
            });
    refresh();
    return set;
  }

  private static ApiFailure changed(String project, String resource) {
    return new ApiFailure(
        ErrorStatus.ABORTED,
        "The policy of projects/"
            + project
            + "/"
            + resource
            + " has been changed meanwhile; get it again and send its etag.");
  }

  private static void check(Policy policy, List<Binding> bindings) {
    if (policy.version() != null && policy.version() != 0 && policy.version() != 1) {
      throw ApiFailure.invalid(
          "policy.version", "The policy has version " + policy.version() + "; expected 1.");
    }
    int count = 0;
    for (Binding binding : bindings) {
      String role = requireNonNullElse(binding.role(), "");
      if (!IamRoles.isKnown(role)) {
        throw ApiFailure.invalid(
            "policy.bindings",
            "There is no role '" + role + "'; expected one of " + IamRoles.names() + ".");
      }
      for (String member : requireNonNullElse(binding.members(), List.<String>of())) {
        count++;
        if (member == null || !MEMBER.matcher(member).matches()) {
          throw ApiFailure.invalid(
              "policy.bindings",
              "'"
                  + member
                  + "' cannot be a member; expected serviceAccount:NAME with the name of a key, or"
                  + " user:SUBJECT with the subject of a token.");
        }
      }
    }
    if (count > MOST_MEMBERS) {
      throw ApiFailure.invalid(
          "policy.bindings",
          "The policy has " + count + " members; " + MOST_MEMBERS + " are the most.");
    }
  }

  /** Forgets the policy of a resource that is gone, so that none of its name inherits it. */
  public void forget(String project, String resource) {
    int removed = database.inTransaction(handle -> PolicyTable.remove(handle, project, resource));
    if (removed > 0) {
      refresh();
    }
  }

  @Override
  public boolean permit(String member, Need need) {
    if (need instanceof Need.OfProject inProject) {
      return permits(
          inProject.project() + "/" + inProject.resource(), member, inProject.permission());
    }
    if (!(need instanceof Need.OfModel model) || model.action() == Action.ADMIN) {
      return false;
    }
    String permission = model.action() == Action.PREDICT ? "ml.models.predict" : "ml.models.get";
    if (model.isOfSomeModel()) {
      return known.keySet().stream().anyMatch(each -> permits(each, member, permission));
    }
    return permits(model.model().replaceFirst("[.]", "/models/"), member, permission);
  }

  private boolean permits(String resource, String member, String permission) {
    return known.getOrDefault(resource, List.of()).stream()
        .anyMatch(
            binding ->
                requireNonNullElse(binding.members(), List.<String>of()).contains(member)
                    && IamRoles.permits(requireNonNullElse(binding.role(), ""), permission));
  }
}
