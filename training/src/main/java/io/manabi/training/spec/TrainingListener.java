package io.manabi.training.spec;

import io.manabi.core.events.JobEvent;

/**
 * Is told how a training goes, in the process of the master: a step about each second, each
 * evaluation, warnings, and the end.
 *
 * <pre>{@code
 * event -> !(event instanceof JobEvent.Evaluation measured) || measured.metrics().get("loss") > 0.1
 * }</pre>
 */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Something happened. What this throws ends the training as any other failure.
   *
   * @return whether training goes on; otherwise it ends after the next step, and the model is
   *     exported
   */
  boolean told(JobEvent event);
}
