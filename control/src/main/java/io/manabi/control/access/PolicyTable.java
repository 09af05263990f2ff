package io.manabi.control.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.Policy;
import io.manabi.control.messages.Policy.Binding;
import io.manabi.core.ManabiException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads policies from their table, and writes them. */
final class PolicyTable {
  private static final ObjectMapper JSON =
      new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private PolicyTable() {}

  /**
   * A policy as the database has it.
   *
   * @param revision counts its changes; 0 if nobody has set it yet
   */
  record Row(List<Binding> bindings, long revision) {
    /** As clients are told it. */
    Policy policy() {
      byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(revision).array();
      return new Policy(
          1, bindings.isEmpty() ? null : bindings, Base64.getEncoder().encodeToString(number));
    }
  }

  /** One that nobody has set is empty. Nobody else can change it until the transaction ends. */
  static Row find(Handle handle, String project, String resource) {
    return handle
        .createQuery(
            "SELECT bindings, revision FROM iam_policy WHERE project = ? AND resource = ? FOR UPDATE")
        .bind(0, project)
        .bind(1, resource)
        .map((row, context) -> new Row(read(row.getString(1)), row.getLong(2)))
        .findOne()
        .orElse(new Row(List.of(), 0));
  }

  /** All bindings, by {@code PROJECT/RESOURCE}. */
  static Map<String, List<Binding>> all(Handle handle) {
    return handle
        .createQuery("SELECT project, resource, bindings FROM iam_policy")
        .map(
            (row, context) ->
                Map.entry(row.getString(1) + "/" + row.getString(2), read(row.getString(3))))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Keeps the next revision of a policy. */
  static void put(Handle handle, String project, String resource, Row row) {
    if (row.revision() == 1) {
      handle.execute(
          "INSERT INTO iam_policy (project, resource, bindings, revision) VALUES (?, ?, ?, 1)",
          project,
          resource,
          write(row.bindings()));
    } else {
      handle.execute(
          "UPDATE iam_policy SET bindings = ?, revision = ? WHERE project = ? AND resource = ?",
          write(row.bindings()),
          row.revision(),
          project,
          resource);
    }
  }

  static int remove(Handle handle, String project, String resource) {
    return handle.execute(
        "DELETE FROM iam_policy WHERE project = ? AND resource = ?", project, resource);
  }

  private static String write(List<Binding> bindings) {
    try {
      return JSON.writeValueAsString(bindings);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("A policy cannot be kept.", e);
    }
  }

  private static List<Binding> read(String json) {
    try {
      return JSON.readValue(json, new TypeReference<List<Binding>>() {});
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("A policy cannot be read from the database.", e);
    }
  }
}
