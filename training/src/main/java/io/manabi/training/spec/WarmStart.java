package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Where parameters begin, instead of their first values: with what another training has learned.
 * State of the optimizer begins anew. Once a job has a checkpoint of its own, it goes on from that.
 *
 * @param job the job directory of the other training, of which the newest checkpoint counts, or a
 *     model that a training has exported
 * @param parameters the names of the parameters that are taken, as {@code conv.*}
 */
public record WarmStart(Path job, Pattern parameters) {

  /**
   * Parameters whose whole names match a regular expression.
   *
   * @throws ManabiException if it is none
   */
  public static WarmStart of(Path job, String parameters) {
    try {
      return new WarmStart(job, Pattern.compile(parameters));
    } catch (PatternSyntaxException e) {
      throw ManabiException.user(
          "'%s' is no regular expression of names of parameters: %s."
              .formatted(parameters, e.getDescription()),
          e);
    }
  }
}
