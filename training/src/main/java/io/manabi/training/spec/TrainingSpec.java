package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.input.RecordFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a training job is told.
 *
 * @param model the model function
 * @param input where the examples come from
 * @param schedule how long to learn
 * @param learning how gradients change the parameters
 * @param strategy how the tasks of a cluster work together; of no effect in one process
 * @param serving the signatures of the exported model
 * @param jobDirectory where checkpoints, TensorBoard events and the exported model go; on storage
 *     that every task sees
 * @param watching how it can be watched beside its files
 * @param flags the values of flags that only this trainer has, by name, to be shown among the
 *     hyperparameters
 * @param listeners who is told how it goes
 * @param warmStart what parameters begin with instead of their first values
 */
public record TrainingSpec(
    Model model,
    Input input,
    Schedule schedule,
    Learning learning,
    Strategy strategy,
    List<ServingSignature> serving,
    Path jobDirectory,
    Watching watching,
    Map<String, String> flags,
    List<TrainingListener> listeners,
    Optional<WarmStart> warmStart) {

  /** To be watched by its files alone. */
  public TrainingSpec(
      Model model,
      Input input,
      Schedule schedule,
      Learning learning,
      Strategy strategy,
      List<ServingSignature> serving,
      Path jobDirectory) {
    this(
        model,
        input,
        schedule,
        learning,
        strategy,
        serving,
        jobDirectory,
        Watching.FILES,
        Map.of(),
        List.of(),
        Optional.empty());
  }

  /**
   * Makes the collections immutable, and checks that there are signatures to serve, each of its
   * name.
   */
  public TrainingSpec {
    serving = List.copyOf(serving);
    flags = Map.copyOf(flags);
    listeners = List.copyOf(listeners);
    if (serving.isEmpty()) {
      throw ManabiException.user(
          "The training has no signature to serve, so that nobody could ask the model; give it one, as new ServingSignature.RawColumns(\"serving_default\", FUNCTION).");
    }
    Set<String> names = new HashSet<>();
    for (ServingSignature signature : serving) {
      if (!names.add(signature.name())) {
        throw ManabiException.user(
            "Two signatures to serve are called '%s'; rename one.".formatted(signature.name()));
      }
    }
  }

  /** Builds a specification that does all that the flags of a trainer say. */
  public static TrainingSpecBuilder builder(TrainerArguments arguments) {
    return new TrainingSpecBuilder(arguments);
  }

  /**
   * Where the examples come from.
   *
   * @param train files of {@code tf.train.Example} to learn from
   * @param eval files to be measured on, all of them at each checkpoint
   * @param test files that the exported model is measured on, once; with them, {@code eval} is the
   *     validation set by which one chooses, and without them the only set there is
   * @param columns what to read from each example; a missing value of an optional column is read as
   *     the marker of {@link io.manabi.core.Missing}
   * @param transform the directory of the transform graph
   * @param function the function of the transform graph that makes features of the columns; absent
   *     if the examples have been transformed already
   */
  public record Input(
      RecordFiles train,
      RecordFiles eval,
      Optional<RecordFiles> test,
      Schema columns,
      Path transform,
      Optional<String> function) {

    /** Examples without a test set of their own. */
    public Input(
        RecordFiles train,
        RecordFiles eval,
        Schema columns,
        Path transform,
        Optional<String> function) {
      this(train, eval, Optional.empty(), columns, transform, function);
    }

    /** Examples that the named function makes features of. */
    public Input(
        RecordFiles train, RecordFiles eval, Schema columns, Path transform, String function) {
      this(train, eval, columns, transform, Optional.of(function));
    }

    /** Examples that are features already: the model reads the columns as they are. */
    public Input(RecordFiles train, RecordFiles eval, Schema columns, Path transform) {
      this(train, eval, columns, transform, Optional.empty());
    }

    /** The same, to be measured at the end on others than those that are watched. */
    public Input withTest(RecordFiles files) {
      return new Input(train, eval, Optional.of(files), columns, transform, function);
    }

    /** All sets of files. */
    public List<RecordFiles> all() {
      return test.map(files -> List.of(train, eval, files)).orElse(List.of(train, eval));
    }

    /** Checks that there are files. */
    public Input {
      boolean toTrain = train.files().isEmpty();
      if (toTrain
          || eval.files().isEmpty()
          || test.map(files -> files.files().isEmpty()).orElse(false)) {
        throw ManabiException.user(
            "There are no TFRecord files to "
                + (toTrain ? "train" : "evaluate")
                + " on; run preprocessing first.");
      }
    }
  }

  /**
   * How long to learn, and with what means.
   *
   * @param steps global steps in all; see {@link Strategy} for what a step is
   * @param batchSize examples of a step of one task
   * @param checkpoints when checkpoints are written, and which stay
   * @param shuffleBuffer how many examples are held to choose the next from
   * @param threads threads of a task for one operation; 0 means all cores
   * @param seed the same seed gives the same first parameters and, but for {@code ps-async}, the
   *     same order of examples and the same random numbers of {@link
   *     io.manabi.training.network.Network#uniform}
   * @param ending what ends training before the steps are made
   * @param limits how long a task waits
   */
  public record Schedule(
      long steps,
      int batchSize,
      Checkpoints checkpoints,
      int shuffleBuffer,
      int threads,
      long seed,
      Ending ending,
      Limits limits) {

    /** Ends when the steps are made. */
    public Schedule(
        long steps,
        int batchSize,
        Checkpoints checkpoints,
        int shuffleBuffer,
        int threads,
        long seed) {
      this(
          steps,
          batchSize,
          checkpoints,
          shuffleBuffer,
          threads,
          seed,
          Ending.BY_STEPS,
          Limits.DEFAULT);
    }

    /** Checks the numbers. */
    public Schedule {
      if (steps < 1 || batchSize < 1) {
        throw ManabiException.user(
            "Training needs at least one step and one example a step, not "
                + steps
                + " steps of "
                + batchSize
                + ".");
      }
      if (ending.patience() > 0 && checkpoints.best().isEmpty()) {
        throw ManabiException.user(
            "Early stopping needs to know by which metric a checkpoint is the best.");
      }
    }
  }
}
