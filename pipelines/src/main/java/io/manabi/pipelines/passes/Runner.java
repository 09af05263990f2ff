package io.manabi.pipelines.passes;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RemoteFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What runs a pass: one of <a href="https://beam.apache.org/documentation/runners/">Beam's
 * runners</a>.
 *
 * @param name {@code direct}, {@code flink}, {@code spark} or {@code dataflow}
 * @param arguments options of the runner as Beam has them, {@code --flinkMaster=host:8081}; what is
 *     not among them is as for a run on this machine
 */
public record Runner(String name, List<String> arguments) {
  private static final String TEMPORARY = "--tempLocation";

  /** Copies the list. */
  public Runner {
    arguments = List.copyOf(arguments);
  }

  /** Beam's direct runner inside of this JVM, on all its processors. */
  public static Runner direct() {
    return new Runner("direct", List.of());
  }

  /**
   * Makes the file systems of this distribution known, with those options that are theirs: what is
   * not on this machine can be read and written from then on.
   *
   * @throws ManabiException if there is no such runner, or it does not take its options
   */
  public void registerFileSystems() {
    PipelineOptions options = options();
    try {
      RemoteFiles.register(options);
    } catch (RuntimeException e) { // Each file system reads its options in its own way.
      throw refused(e);
    }
  }

  /** Where workers can put what only this program reads: a folder of theirs, or of this machine. */
  public Location temporary() {
    return arguments.stream()
        .filter(argument -> option(argument).equals(TEMPORARY))
        .map(argument -> argument.substring(argument.indexOf('=') + 1))
        .findFirst()
        .map(Location::of)
        .orElseGet(() -> Location.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * An empty pipeline that this runs.
   *
   * @throws ManabiException if there is no such runner, or it does not take its options
   */
  Pipeline pipeline() {
    try {
      return Pipeline.create(options());
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private PipelineOptions options() {
    List<String> all = new ArrayList<>(arguments);
    Set<String> given = arguments.stream().map(Runner::option).collect(Collectors.toSet());
    defaults().stream().filter(each -> !given.contains(option(each))).forEach(all::add);
    try {
      return RemoteFiles.options(all.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private ManabiException refused(RuntimeException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return ManabiException.user(
        reason.startsWith("Unknown 'runner'")
            ? "The runner '%1$s' is not in this distribution; one that has it is built with the Maven profiles distribution and %1$s."
                .formatted(name)
            : "The runner '%s' does not take its options: %s"
                .formatted(name, reason.replaceFirst("[. ]*$", ".")),
        e);
  }

  /** The name of an option: Beam takes each once only. */
  private static String option(String argument) {
    return argument.split("=", 2)[0];
  }

  private List<String> defaults() {
    String threads = String.valueOf(Runtime.getRuntime().availableProcessors());
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "direct" ->
          List.of(
              "--runner=DirectRunner",
              "--blockOnRun=false",
              // The runner's checks of user code copy every element and are the better part of its
              // time.
              "--enforceImmutability=false",
              "--enforceEncodability=false",
              "--targetParallelism=" + threads);
      case "flink" ->
          List.of("--runner=FlinkRunner", "--flinkMaster=[local]", "--parallelism=" + threads);
      case "spark" -> List.of("--runner=SparkRunner", "--sparkMaster=local[" + threads + "]");
      case "dataflow" -> List.of("--runner=DataflowRunner");
      default ->
          throw ManabiException.user(
              "There is no runner '" + name + "'; expected direct, flink, spark or dataflow.");
    };
  }
}
