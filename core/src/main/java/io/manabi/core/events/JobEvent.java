package io.manabi.core.events;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.manabi.core.ManabiException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Something that a training, or who runs it as a job, tells while it goes on. {@link JobEvents} has
 * it as JSON, in which keys are as components here, with underscores.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobEvent.Step.class, name = "step"),
  @JsonSubTypes.Type(value = JobEvent.TaskStep.class, name = "task"),
  @JsonSubTypes.Type(value = JobEvent.Evaluation.class, name = "evaluation"),
  @JsonSubTypes.Type(value = JobEvent.Profile.class, name = "profile"),
  @JsonSubTypes.Type(value = JobEvent.Exported.class, name = "exported"),
  @JsonSubTypes.Type(value = JobEvent.Stopped.class, name = "stopped"),
  @JsonSubTypes.Type(value = JobEvent.Warning.class, name = "warning"),
  @JsonSubTypes.Type(value = JobEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = JobEvent.Service.class, name = "service"),
})
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public sealed interface JobEvent {
  /** When it happened; 1970 if it was written by a version that did not tell. */
  Instant time();

  /** What it says to a person. */
  String message();

  /** How grave it is. */
  default Severity severity() {
    return Severity.INFO;
  }

  /** What a trainer tells. */
  sealed interface OfTraining extends JobEvent {
    /** The last step that was made before, counted over all tasks. */
    long step();
  }

  /**
   * How far the training is, about once a second.
   *
   * @param seconds since training began in the process that tells
   * @param steps how many are to be made
   * @param batchSize examples of a step, of all tasks
   */
  record Step(
      Instant time,
      double seconds,
      long step,
      long steps,
      double loss,
      double learningRate,
      double examplesPerSecond,
      int batchSize)
      implements OfTraining {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "step %,d of %,d: loss %.4f, %,.0f examples/s",
          step,
          steps,
          loss,
          examplesPerSecond);
    }
  }

  /**
   * How far one of several tasks is, about once a second.
   *
   * @param task its name, such as {@code worker-0}
   * @param seconds since its training began
   * @param made how many steps it has made itself
   * @param stepSeconds how long one of these takes
   */
  record TaskStep(
      Instant time,
      @JsonProperty(required = true) String task,
      double seconds,
      long step,
      long made,
      double loss,
      double learningRate,
      double examplesPerSecond,
      double stepSeconds)
      implements OfTraining {
    @Override
    public String message() {
      return String.format(
          Locale.ROOT,
          "step %,d: loss %.4f, %,.0f examples/s, %,d steps of its own",
          step,
          loss,
          examplesPerSecond,
          made);
    }
  }

  /**
   * A checkpoint was measured. Metrics are beside the other components in JSON, each with its name.
   *
   * @param seconds since training began in the process that tells
   * @param checkpoint its files begin so
   * @param validation whether on the validation set, which is watched while a training goes on;
   *     otherwise on the test set, which is all there is if there is one only
   * @param metrics by their names
   */
  record Evaluation(
      Instant time,
      double seconds,
      long step,
      @JsonProperty(required = true) String checkpoint,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean validation,
      @JsonAnyGetter @JsonAnySetter Map<String, Double> metrics)
      implements OfTraining {
    private static final Set<String> TAKEN =
        Set.of("event", "time", "seconds", "step", "checkpoint", "validation");

    /**
     * Keeps the metrics.
     *
     * @throws ManabiException if one has the name of a component
     */
    public Evaluation {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      requireNames(metrics.keySet());
    }

    /**
     * Checks the names of metrics.
     *
     * @throws ManabiException if one has the name of a component
     */
    public static void requireNames(Set<String> names) {
      for (String name : names) {
        if (TAKEN.contains(name)) {
          throw ManabiException.user(
              "A metric cannot be called '"
                  + name
                  + "', for that means something else; rename it.");
        }
      }
    }

    @Override
    public String message() {
      StringJoiner texts = new StringJoiner(", ");
      metrics.forEach((name, value) -> texts.add(metric(name, value)));
      long whole = Math.round(seconds);
      return String.format(
          Locale.ROOT,
          "step %,d: %s on the %s set, after %d:%02d",
          step,
          texts,
          validation ? "validation" : "test",
          whole / 60,
          whole % 60);
    }

    private static String metric(String name, double value) {
      return switch (name) {
        case "accuracy", "precision", "recall" ->
            String.format(Locale.ROOT, "%s %.2f %%", name, 100 * value);
        case "auc" -> String.format(Locale.ROOT, "AUC %.4f", value);
        default -> String.format(Locale.ROOT, "%s %.4f", name, value);
      };
    }
  }

  /**
   * Where the time of steps goes.
   *
   * @param table lines for people
   */
  record Profile(Instant time, long step, @JsonProperty(required = true) List<String> table)
      implements OfTraining {
    /** Keeps the lines. */
    public Profile {
      table = List.copyOf(table);
    }

    @Override
    public String message() {
      return String.join("\n", table);
    }
  }

  /**
   * The model is there, which is the end of training.
   *
   * @param seconds since training began in the process that tells
   * @param directory where it is
   * @param exportedStep the step whose checkpoint it is of
   * @param reason why training ended, as {@code all steps are made}
   */
  record Exported(
      Instant time,
      double seconds,
      long step,
      @JsonProperty(required = true) String directory,
      long exportedStep,
      @JsonProperty(required = true) String reason)
      implements OfTraining {
    @Override
    public String message() {
      return message(directory);
    }

    /**
     * The same, if it is elsewhere by now.
     *
     * @param folder where it is
     */
    public String message(String folder) {
      return String.format(
          Locale.ROOT,
          "Training ended after step %,d, for %s; the model of step %,d is in %s",
          step,
          reason,
          exportedStep,
          folder);
    }
  }

  /**
   * The trainer was told to end, and a checkpoint has been written.
   *
   * @param seconds since training began in the process that tells
   */
  record Stopped(Instant time, double seconds, long step) implements OfTraining {
    @Override
    public String message() {
      return String.format(Locale.ROOT, "step %,d: told to end, and wrote a checkpoint", step);
    }
  }

  /**
   * Something that people should know, though training goes on.
   *
   * @param seconds since training began in the process that tells
   */
  record Warning(
      Instant time, double seconds, long step, @JsonProperty(required = true) String message)
      implements OfTraining {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }
  }

  /**
   * A task cannot go on; another try may go well.
   *
   * @param task its name, such as {@code worker-0}
   */
  record Failed(
      Instant time,
      @JsonProperty(required = true) String task,
      @JsonProperty(required = true) String message)
      implements JobEvent {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }
  }

  /** What who runs the job tells of it: that it waits, was started, why it ended. */
  record Service(
      Instant time,
      @JsonProperty(required = true) Severity severity,
      @JsonProperty(required = true) String message)
      implements JobEvent {}
}
