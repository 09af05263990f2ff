package io.manabi.pipelines.preprocess;

import io.manabi.pipelines.passes.Pass;
import java.util.function.Consumer;

/**
 * Tells how far a pass is.
 *
 * @param listener is told
 * @param pass its number, from 1
 * @param passes how many there are
 * @param what it does
 * @param known the rows that it will do, as a former pass counted them; 0 if not known
 */
record PassProgress(
    Consumer<PreprocessProgress> listener, int pass, int passes, String what, long known) {

  /**
   * For a pass that is estimated by its parts as long as the rows are not known.
   *
   * @param splits how many it reads
   */
  Pass.Progress of(int splits) {
    return (rows, done) ->
        listener.accept(
            new PreprocessProgress(
                pass, passes, what, rows, known > 0 || done == 0 ? known : rows * splits / done));
  }
}
