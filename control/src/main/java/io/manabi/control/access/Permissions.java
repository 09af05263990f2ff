package io.manabi.control.access;

import io.manabi.web.Need;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which permission of Google's a method of the API needs. */
final class Permissions {
  /** What a method needs that is not in the table: only admins have it. */
  private static final String UNKNOWN = "ml.models.setIamPolicy";

  private static final String TEST_IAM = "testIamPermissions";

  /** Methods that ask a model and change nothing. */
  private static final Set<String> PREDICTIONS =
      Set.of("predict", "explain", "rawPredict", "classify", "regress");

  /** By method and path, with a star for each name. */
  private static final Map<String, String> BY_METHOD = new HashMap<>();

  static {
    add("ml.projects.getConfig", "GET *:getConfig");
    add("logging.logEntries.list", "GET *:auditLog");
    add("ml.locations.get", "GET */locations/*");
    add("ml.locations.list", "GET */locations");
    add("ml.operations.get", "GET */operations/*", "POST */operations/*:wait");
    add("ml.operations.get", "GET */locations/*/operations/*");
    add("ml.operations.list", "GET */operations");
    add("ml.operations.cancel", "POST */locations/*/operations/*:cancel");
    add("ml.operations.cancel", "POST */operations/*:cancel", "DELETE */operations/*");
    add("ml.jobs.create", "POST */jobs", "POST *:uploadPackage");
    add("ml.jobs.get", "GET */jobs/*", "GET */jobs/*:logs");
    add("ml.jobs.list", "GET */jobs");
    add("ml.jobs.update", "PATCH */jobs/*");
    add("ml.jobs.cancel", "POST */jobs/*:cancel");
    add("ml.models.create", "POST */models");
    add("ml.models.get", "GET */models/*", "GET */models/*:history");
    add("ml.models.list", "GET */models");
    add("ml.models.update", "PATCH */models/*", "POST */models/*:rollback");
    add("ml.models.delete", "DELETE */models/*");
    add("ml.models.update", "POST */models/*/versions/*:setDefault");
    add("ml.versions.create", "POST */models/*/versions");
    add("ml.versions.get", "GET */models/*/versions/*");
    add("ml.versions.list", "GET */models/*/versions");
    add("ml.versions.update", "PATCH */models/*/versions/*");
    add("ml.versions.delete", "DELETE */models/*/versions/*");
    for (String verb : PREDICTIONS) {
      add("ml.models.predict", "POST */models/*:" + verb);
      add("ml.versions.predict", "POST */models/*/versions/*:" + verb);
    }
    for (String kind : List.of("jobs", "models")) {
      add("ml." + kind + ".getIamPolicy", "GET */" + kind + "/*:getIamPolicy");
      add("ml." + kind + ".setIamPolicy", "POST */" + kind + "/*:setIamPolicy");
    }
  }

  private Permissions() {}

  private static void add(String permission, String... methods) {
    for (String method : methods) {
      BY_METHOD.put(method, permission);
    }
  }

  /**
   * What a method needs. What is not known needs all that there is, so that a new method is closed
   * until somebody says what it needs.
   *
   * @param method of HTTP
   * @param path behind {@code /v1/projects/}, decoded
   */
  static Need of(String method, String path) {
    String verb = verb(path);
    String[] names = withoutVerb(path).split("/", -1);
    if (verb.equals(TEST_IAM)) {
      return Need.ofKnownCaller();
    }
    String permission = BY_METHOD.getOrDefault(method + " " + form(names, verb), UNKNOWN);
    return names.length > 2
        ? Need.withResource(permission, names[0], names[1] + "/" + names[2])
        : Need.inProject(permission, names[0]);
  }

  private static String form(String[] names, String verb) {
    StringBuilder form = new StringBuilder("*");
    for (int i = 1; i < names.length; i++) {
      form.append('/').append(i % 2 == 0 ? "*" : names[i]);
    }
    return form + (verb.isEmpty() ? "" : ":" + verb);
  }

  /** Whether a method is told in the audit log: changes, policies, and what reads all there is. */
  static boolean isAudited(String method, String path) {
    String verb = verb(path);
    boolean changes = !Set.of("GET", "HEAD", "OPTIONS").contains(method);
    return (changes && !PREDICTIONS.contains(verb))
        || verb.endsWith("IamPolicy")
        || verb.equals("backup");
  }

  /** The project of a path. */
  static String project(String path) {
    return withoutVerb(path).split("/", 2)[0];
  }

  private static String verb(String path) {
    int colon = colon(path);
    return colon < 0 ? "" : path.substring(colon + 1);
  }

  private static String withoutVerb(String path) {
    int colon = colon(path);
    return colon < 0 ? path : path.substring(0, colon);
  }

  private static int colon(String path) {
    return path.indexOf(':', path.lastIndexOf('/') + 1);
  }
}
