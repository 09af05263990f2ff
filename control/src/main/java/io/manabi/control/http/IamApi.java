package io.manabi.control.http;

import static java.util.Objects.requireNonNullElse;

import com.linecorp.armeria.common.HttpMethod;
import io.manabi.control.access.Policies;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.IamPermissions;
import io.manabi.control.messages.Policy;
import io.manabi.control.messages.SetIamPolicyRequest;
import io.manabi.web.Authenticator;
import io.manabi.web.Guard;
import io.manabi.web.Need;
import io.manabi.web.Role;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who may do what with jobs and models: {@code getIamPolicy}, {@code setIamPolicy} and {@code
 * testIamPermissions}.
 */
public final class IamApi {
  private final Policies policies;
  private final List<Authenticator> authenticators;

  /**
   * The methods for these policies.
   *
   * @param authenticators who can be a member
   */
  public IamApi(Policies policies, List<Authenticator> authenticators) {
    this.policies = policies;
    this.authenticators = List.copyOf(authenticators);
  }

  /** A resource as its path names it. */
  public record Resource(String project, String kind, String name) {
    private String below() {
      return kind + "/" + name;
    }
  }

  /**
   * Has them answered for one kind of resources.
   *
   * @param kind {@code jobs} or {@code models}
   * @param requireThere throws an {@link ApiFailure} if there is no such resource
   */
  public void addTo(Api api, String kind, Consumer<Resource> requireThere) {
    String path = "{project}/" + kind + "/{name}:";
    api.on(
            HttpMethod.GET,
            path + "getIamPolicy",
            request -> {
              Resource resource = there(request, kind, requireThere);
              return policies.get(resource.project, resource.below());
            },
            "options.requestedPolicyVersion")
        .on(
            HttpMethod.POST,
            path + "setIamPolicy",
            request -> set(there(request, kind, requireThere), request))
        .on(
            HttpMethod.POST,
            path + "testIamPermissions",
            request -> test(resource(request, kind), request));
  }

  private static Resource resource(ApiRequest request, String kind) {
    return new Resource(request.variable("project"), kind, request.variable("name"));
  }

  private static Resource there(ApiRequest request, String kind, Consumer<Resource> requireThere) {
    Resource resource = resource(request, kind);
    requireThere.accept(resource);
    return resource;
  }

  private Policy set(Resource resource, ApiRequest request) {
    SetIamPolicyRequest asked = request.body(SetIamPolicyRequest.class);
    if (asked.policy() == null) {
      throw ApiFailure.invalid("policy", "There is no policy; send the whole of it.");
    }
    for (Policy.Binding binding :
        requireNonNullElse(asked.policy().bindings(), List.<Policy.Binding>of())) {
      requireNonNullElse(binding.members(), List.<String>of()).forEach(this::requireKnown);
    }
    return policies.set(resource.project, resource.below(), asked.policy());
  }

  /** A misspelt name would permit nothing to anybody. */
  private void requireKnown(String member) {
    if (!authenticators.isEmpty() && !Authenticator.anyMayHave(authenticators, member)) {
      throw ApiFailure.invalid(
          "policy.bindings",
          "Nobody is known as '"
              + member
              + "'; expected serviceAccount:NAME with the name of a key of this server, or"
              + " user:SUBJECT with the subject of a token, if it takes tokens.");
    }
  }

  /** Of a resource that is not there as well, so that the answer tells nothing about it. */
  private static IamPermissions test(Resource resource, ApiRequest request) {
    List<String> asked =
        requireNonNullElse(request.body(IamPermissions.class).permissions(), List.<String>of());
    for (String permission : asked) {
      if (permission == null || !Role.ADMIN.permissions().contains(permission)) {
        throw ApiFailure.invalid(
            "permissions", "Permission " + permission + " is not valid for this resource.");
      }
    }
    List<String> had =
        asked.stream()
            .filter(
                permission ->
                    Guard.permits(
                        request.context(),
                        Need.withResource(permission, resource.project, resource.below())))
            .toList();
    return new IamPermissions(had.isEmpty() ? null : had);
  }
}
