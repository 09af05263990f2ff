package io.manabi.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the tasks of a job are given, and may take. A provisioner whose tasks end with its process
 * need not hold them to it: they are the user's own.
 *
 * @param chief whether {@code TF_CONFIG} calls the master the chief, as TensorFlow 2 does
 * @param memoryMebibytes how much memory a task of a role may take before it is killed; as much as
 *     there is if the role is not there
 * @param folders where they write: they are made where tasks run, if they are missing
 * @param variables what they find in their environment beside what all find there
 */
public record TaskTerms(
    boolean chief,
    Map<Task.Role, Long> memoryMebibytes,
    List<Path> folders,
    Map<String, String> variables) {
  /** Nothing particular. */
  public static final TaskTerms NONE = new TaskTerms(false, Map.of(), List.of(), Map.of());

  /** Keeps what is there now. */
  public TaskTerms {
    memoryMebibytes = Map.copyOf(memoryMebibytes);
    folders = List.copyOf(folders);
    variables = Map.copyOf(variables);
  }

  /** How much memory a task may take, in MiB; empty if that is not bounded. */
  public OptionalLong memoryMebibytes(Task task) {
    Long most = memoryMebibytes.get(task.role());
    return most == null ? OptionalLong.empty() : OptionalLong.of(most);
  }
}
