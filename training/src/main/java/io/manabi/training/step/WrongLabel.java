package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.SideRun;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.network.Labels;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TString;

/**
 * A label that cannot be, as one of a class that the model does not have.
 *
 * @param label which of the batch
 * @param failure what TensorFlow says
 */
public record WrongLabel(Labels.Wrong label, RuntimeException failure) {

  /** Whether a run of this task failed for a label. */
  public static Optional<WrongLabel> in(RuntimeException failure) {
    // Another task's numbers say nothing of this one's batch.
    return String.valueOf(failure.getMessage()).contains("Collective ops is aborted")
        ? Optional.empty()
        : Labels.in(failure).map(label -> new WrongLabel(label, failure));
  }

  /** What is to be thrown after a step. */
  ManabiException ofTraining(Forward.Batch batch, Session session) {
    try (Result last = session.runner().setOptions(SideRun.LIMIT).fetch(batch.last()).run()) {
      byte[] record = ((TString) last.get(0)).asBytes().getObject(label.row());
      return because(
          batch.files().find(record).orElse("row %s of the batch".formatted(label.row() + 1)));
    }
  }

  /**
   * What is to be thrown after an evaluation.
   *
   * @param files what is evaluated on
   * @param before how many examples came before the batch
   */
  public ManabiException ofEvaluation(RecordFiles files, long before) {
    return because(files.name(before + label.row()));
  }

  private ManabiException because(String place) {
    return ManabiException.user(
        "The label %s of %s is out of range; the model knows labels from 0 to %s. Correct the data, or the model."
            .formatted(label.value(), place, label.most()),
        failure);
  }
}
