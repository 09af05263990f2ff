package io.manabi.training;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.ProcessDefaults;
import io.manabi.core.UserCode;
import io.manabi.core.files.NativeLibraryFailure;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.loop.TaskRun;
import io.manabi.training.spec.TrainerArguments;
import io.manabi.training.spec.TrainerFlag;
import io.manabi.training.spec.TrainerFlags;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.step.BuiltModel;
import io.manabi.training.step.RollbackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the part of this process in a training job: master, worker or parameter server as {@code
 * TF_CONFIG} says, or all in one where it is not set.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** The exit status of a task that would fail again, such as for wrong arguments or bad data. */
  public static final int USER_ERROR = 2;

  /** The exit status of a task when all tasks of the job are to be started again. */
  public static final int START_ALL_AGAIN = 75;

  private Trainer() {}

  /**
   * Runs this process' part as the command line says, which may also ask what flags there are: the
   * {@code main} of a trainer.
   *
   * @param args the command line
   * @param spec makes the specification of what the command line says
   * @see #main(Supplier)
   */
  public static void main(String[] args, Function<TrainerArguments, TrainingSpec> spec) {
    main(args, List.of(), spec);
  }

  /**
   * The same for a trainer that has flags of its own.
   *
   * @param args the command line
   * @param own those flags
   * @param spec makes the specification of what the command line says
   * @see #main(Supplier)
   */
  public static void main(
      String[] args, List<TrainerFlag> own, Function<TrainerArguments, TrainingSpec> spec) {
    if (List.of(args).contains("--help")) {
      System.out.println(TrainerFlags.help(own));
      return;
    }
    main(() -> spec.apply(TrainerArguments.parse(own, args)));
  }

  /**
   * Runs this process' part to its end and then ends the process, for TensorFlow's server can only
   * be stopped that way: with status 0 if it went well, {@link #USER_ERROR} if the user must mend
   * something, {@link #START_ALL_AGAIN} if all tasks are to go back to the last checkpoint, and 1
   * if another try may go well. Where the environment variable {@code MANABI_EXIT_WITH_STDIN} is 1
   * the process also ends when its standard input does, that is with the process that started it.
   * The language of the process is English, and its home directory {@code $HOME}.
   *
   * @param spec makes the specification; what it throws is told as any other failure
   */
  public static void main(Supplier<TrainingSpec> spec) {
    ProcessDefaults.apply();
    if ("1".equals(System.getenv("MANABI_EXIT_WITH_STDIN"))) {
      endWithStandardInput();
    }
    int status = 1;
    try {
      run(specification(spec), ClusterConfig.parse(System.getenv("TF_CONFIG")));
      status = 0;
    } catch (RollbackException e) {
      status = START_ALL_AGAIN;
      LOG.warn("{}", e.getMessage(), e);
      System.out.println(e.getMessage());
    } catch (ManabiException e) {
      status = e.code() == ErrorCode.USER ? USER_ERROR : 1;
      LOG.error("{}", e.getMessage(), e);
      System.out.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted", e);
    } catch (RuntimeException | Error e) {
      LOG.error("failed", e);
      Optional<ManabiException> known = NativeLibraryFailure.explain(e);
      status = known.isPresent() ? USER_ERROR : 1;
      System.out.println(
          known
              .map(ManabiException::getMessage)
              .or(() -> e.toString().lines().findFirst())
              .orElse("unknown failure"));
    }
    System.out.flush();
    RecordFiles.deleteTemporary();
    Runtime.getRuntime().halt(status);
  }

  private static TrainingSpec specification(Supplier<TrainingSpec> spec) {
    try {
      return spec.get();
    } catch (ManabiException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw ManabiException.user(
          "The trainer failed before it could train: %s%s."
              .formatted(BuiltModel.told(e), UserCode.place(e)),
          e);
    }
  }

  /**
   * Runs the part of one task. When the last step has been made before, the master evaluates and
   * exports without the others, which have nothing to do; nor has it if that has been done.
   *
   * @param spec what to train
   * @param cluster which task this process is
   * @throws ManabiException if training fails, or the job directory has another master, with one
   *     sentence for the user
   * @throws InterruptedException if the thread is interrupted
   */
  public static void run(TrainingSpec spec, ClusterConfig cluster) throws InterruptedException {
    TaskRun.run(spec, cluster);
  }

  /**
   * Trains in this process alone, as a notebook or a test does, and returns when the model is
   * exported. Nothing ends the process.
   *
   * @param spec what to train
   * @return the model, and what the last evaluation gave
   * @throws ManabiException if training fails, with one sentence for the user
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainedModel fit(TrainingSpec spec) throws InterruptedException {
    run(spec, ClusterConfig.local());
    return TrainedModel.read(spec.jobDirectory());
  }

  private static void endWithStandardInput() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Whatever is written there is of no interest; only the end is.
                }
              } catch (IOException e) {
                LOG.warn("standard input broke", e);
              }
              // As at SIGTERM, so that the master writes a checkpoint.
              System.exit(1);
            },
            "parent-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }
}
