package io.manabi.training.step;

import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;

/** A way to run a step, such as one that reads more from it than its loss. */
@FunctionalInterface
public interface StepRun {
  /** How much is fetched of every step. */
  int FETCHES = 4;

  /** Nothing but the step. */
  StepRun PLAIN = (runner, options) -> runner.setOptions(options).run();

  /**
   * Runs a step.
   *
   * @param runner fetches what every step gives; what else is fetched comes after that
   * @param options what every step needs
   */
  Result run(Session.Runner runner, RunOptions options);
}
