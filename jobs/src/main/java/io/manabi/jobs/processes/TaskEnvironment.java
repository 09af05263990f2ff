package io.manabi.jobs.processes;

import io.manabi.jobs.TaskSpec;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a task finds in its environment beside what this process has there. */
final class TaskEnvironment {
  /** Tells the processes of one start of a task from all others. */
  static final String MARK = "MANABI_TASK";

  /**
   * Set to 1 for a task that ends with its launcher: its standard input is a pipe that nobody
   * writes to and that ends when this process does, however that happens. A trainer of ours then
   * ends too.
   */
  private static final String EXIT_WITH_STDIN = "MANABI_EXIT_WITH_STDIN";

  /** Where a program of ours logs: into the same file as its output, not into that of all. */
  private static final String LOG_FILE = "MANABI_LOG";

  /**
   * How many heaps the C library makes for the threads of a process: as many as there are cores,
   * not eight times as many. TensorFlow makes each step on a new thread, so that all heaps grow to
   * the most that any step needs, over hours. What a user sets stays.
   */
  private static final String HEAPS = "MALLOC_ARENA_MAX";

  /** Has what a program in Python prints be in the log at once. */
  private static final String UNBUFFERED = "PYTHONUNBUFFERED";

  /** The hosts that gRPC reaches without a proxy. */
  private static final String NO_GRPC_PROXY = "no_grpc_proxy";

  /** Of the variables of a server what tasks need of it: no key or password is called so. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TMPDIR|TZ|JAVA_HOME|LD_LIBRARY_PATH"
              + "|XDG_CACHE_HOME|(?i:(https?|ftp|all|no|grpc|no_grpc)_proxy)"
              + "|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
              + "|(CUDA|NVIDIA|NCCL|TF|XLA|OMP|KMP|MKL|MALLOC)_.*");

  private final Map<String, String> variables;

  private TaskEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Removes what may be secret; what is not known to be harmless may be. */
  static void clean(Map<String, String> variables) {
    variables.keySet().removeIf(each -> !HARMLESS.matcher(each).matches());
  }

  /**
   * Adds what a task is told.
   *
   * @param variables those of this process
   * @param mark what no other task has
   * @param attached whether it ends with its launcher
   */
  static void fill(Map<String, String> variables, TaskSpec task, String mark, boolean attached) {
    variables.putAll(task.terms().variables());
    variables.put("TF_CONFIG", task.addresses().json(task.task(), task.terms().chief()));
    variables.put(MARK, mark);
    variables.remove(EXIT_WITH_STDIN);
    if (attached) {
      variables.put(EXIT_WITH_STDIN, "1");
    }
    variables.put(LOG_FILE, task.log().toString());
    variables.putIfAbsent(UNBUFFERED, "1");
    variables.putIfAbsent(
        HEAPS, String.valueOf(Math.max(2, Runtime.getRuntime().availableProcessors())));
    TaskEnvironment environment = new TaskEnvironment(variables);
    environment.reachDirectly(task.addresses().hosts());
    environment.keepOnlyTheCharset();
  }

  /**
   * Tasks reach each other directly, as this process does that watches them: where {@code
   * http_proxy} is set, gRPC would ask that proxy for their addresses, even those of this machine.
   * What it is told not to ask it for otherwise stays.
   */
  private void reachDirectly(Stream<String> hosts) {
    @Nullable String others = variables.get(NO_GRPC_PROXY);
    variables.put(
        NO_GRPC_PROXY,
        Stream.concat(hosts, Stream.ofNullable(others == null ? variables.get("no_proxy") : others))
            .filter(names -> !names.isBlank())
            .distinct()
            .collect(Collectors.joining(",")));
  }

  /**
   * Of the user's language only the charset, for names of files. What the system says is in
   * English, for a trainer must tell a full disk from other failures by it, and TensorFlow, which
   * writes numbers by the C library, writes them with a point.
   */
  private void keepOnlyTheCharset() {
    Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(variables::get)
        .filter(Objects::nonNull)
        .filter(locale -> !locale.isEmpty())
        .findFirst()
        .ifPresent(locale -> variables.put("LC_CTYPE", locale));
    variables.remove("LC_ALL");
    Stream.of("LANG", "LC_MESSAGES", "LC_NUMERIC").forEach(each -> variables.put(each, "C"));
  }
}
