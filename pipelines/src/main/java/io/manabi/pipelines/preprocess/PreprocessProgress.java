package io.manabi.pipelines.preprocess;

/**
 * How far a job is.
 *
 * @param pass the number of the pass over the data, from 1
 * @param passes the number of passes
 * @param what the pass does: {@code deduplicate}, {@code analyze} or {@code transform}
 * @param rows the rows that this pass has done
 * @param expectedRows the rows that it will do, as a former pass counted them or, as long as none
 *     has, estimated by the parts that are done; 0 if not known
 */
public record PreprocessProgress(int pass, int passes, String what, long rows, long expectedRows) {}
