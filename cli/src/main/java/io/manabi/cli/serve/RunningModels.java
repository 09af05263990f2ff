package io.manabi.cli.serve;

import io.manabi.core.ManabiException;
import io.manabi.prediction.ServedModels;
import io.manabi.prediction.VersionState;
import io.manabi.prediction.VersionStatus;
import java.util.List;

/** What is said of the models at the start. */
final class RunningModels {
  private final ServedModels models;

  RunningModels(ServedModels models) {
    this.models = models;
  }

  /** The versions that answer, as a part of a sentence. */
  String describe() {
    return String.join(
        ", ",
        models.names().stream()
            .flatMap(
                name ->
                    models.statuses(name).stream()
                        .filter(status -> status.state() == VersionState.AVAILABLE)
                        .map(status -> name + " version " + status.number()))
            .toList());
  }

  /**
   * Checks that there is something to serve.
   *
   * @throws ManabiException if no version answers
   */
  void requireOne() {
    List<VersionStatus> statuses =
        models.names().stream().flatMap(name -> models.statuses(name).stream()).toList();
    if (statuses.stream().noneMatch(status -> status.state() == VersionState.AVAILABLE)) {
      throw ManabiException.user(
          "No version of any model could be loaded"
              + statuses.stream()
                  .flatMap(status -> status.error().stream())
                  .map(error -> ": " + error.message())
                  .findFirst()
                  .orElse("; there must be a directory for each version, named by its number."));
    }
  }
}
