package io.manabi.control.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.messages.TimePosition;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.core.ManabiException;
import io.manabi.jobs.JobProgress;
import io.manabi.jobs.JobState;
import io.manabi.store.TimeColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads jobs from their table, and writes them. */
final class JobTable {
  private static final int MOST_ERROR_CHARACTERS = 10_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private JobTable() {}

  static void insert(Handle handle, JobRow row) {
    handle.execute(
        "INSERT INTO job (project, id, input, packages, labels, state, create_time, error, revision)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)",
        row.name().project(),
        row.name().id(),
        json(row.input()),
        json(row.packages()),
        json(row.labels()),
        row.state().name(),
        TimeColumns.value(row.times().created()),
        row.revision());
  }

  static Optional<JobRow> find(Handle handle, JobName name) {
    return select(handle, name, "");
  }

  /** A job that nobody else can change until the transaction ends. */
  static Optional<JobRow> lock(Handle handle, JobName name) {
    return select(handle, name, " FOR UPDATE");
  }

  private static Optional<JobRow> select(Handle handle, JobName name, String how) {
    return handle
        .createQuery("SELECT * FROM job WHERE project = ? AND id = ?" + how)
        .bind(0, name.project())
        .bind(1, name.id())
        .map((row, context) -> row(row))
        .findOne();
  }

  /** Jobs of a project in some states that were created before a time, the latest first. */
  static List<JobRow> before(
      Handle handle, String project, Set<JobState> states, TimePosition from, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM job WHERE project = ? AND "
                + isIn(states)
                + " AND (create_time < ? OR (create_time = ? AND id < ?))"
                + " ORDER BY create_time DESC, id DESC LIMIT ?")
        .bind(0, project)
        .bind(1, TimeColumns.value(from.created()))
        .bind(2, TimeColumns.value(from.created()))
        .bind(3, from.id())
        .bind(4, limit)
        .map((row, context) -> row(row))
        .list();
  }

  /** All jobs in these states, the earliest first. */
  static List<JobRow> in(Handle handle, Set<JobState> states) {
    return handle
        .createQuery("SELECT * FROM job WHERE " + isIn(states) + " ORDER BY create_time, id")
        .map((row, context) -> row(row))
        .list();
  }

  private static String isIn(Set<JobState> states) {
    if (states.isEmpty()) {
      return "FALSE";
    }
    return states.size() == JobState.values().length
        ? "TRUE"
        : states.stream()
            .map(state -> "'" + state.name() + "'")
            .collect(Collectors.joining(", ", "state IN (", ")"));
  }

  /** Makes a job what it is now; its revision becomes the next. */
  static void update(Handle handle, JobRow row) {
    handle.execute(
        "UPDATE job SET labels = ?, state = ?, start_time = ?, end_time = ?, error = ?,"
            + " progress = ?, place = ?, revision = revision + 1 WHERE project = ? AND id = ?",
        json(row.labels()),
        row.state().name(),
        row.times().started().map(TimeColumns::value).orElse(null),
        row.times().ended().map(TimeColumns::value).orElse(null),
        row.error().substring(0, Math.min(row.error().length(), MOST_ERROR_CHARACTERS)),
        row.progress().map(ProgressJson::write).orElse(null),
        row.place(),
        row.name().project(),
        row.name().id());
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("A job cannot be kept: " + e.getMessage(), e);
    }
  }

  private static JobRow row(ResultSet row) throws SQLException {
    try {
      return new JobRow(
          new JobName(row.getString("project"), row.getString("id")),
          JSON.readValue(row.getString("input"), TrainingInput.class),
          JSON.readValue(row.getString("packages"), new TypeReference<List<KeptPackage>>() {}),
          JSON.readValue(row.getString("labels"), new TypeReference<Map<String, String>>() {}),
          JobState.valueOf(row.getString("state")),
          new JobRow.Times(
              TimeColumns.time(row, "create_time"),
              TimeColumns.timeIfAny(row, "start_time"),
              TimeColumns.timeIfAny(row, "end_time")),
          row.getString("error"),
          row.getLong("revision"),
          progress(row.getString("progress")),
          row.getString("place"));
    } catch (JsonProcessingException e) {
      throw ManabiException.internal(
          "Job " + row.getString("id") + " cannot be read from the database.", e);
    }
  }

  private static Optional<JobProgress> progress(@Nullable String json) {
    return Optional.ofNullable(json).map(ProgressJson::read);
  }
}
