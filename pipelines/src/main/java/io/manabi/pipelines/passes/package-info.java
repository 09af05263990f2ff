/**
 * What all passes over data share: running a pipeline on one of Beam's runners, sessions that the
 * workers of a JVM share, and the rows that cannot be used.
 *
 * <pre>{@code
 * Map<String, Long> rows =
 *     Pass.run(
 *         Runner.direct(),
 *         pipeline -> pipeline.apply(Create.of(splits)).apply(ParDo.of(new CountRows())),
 *         (rows, splits) -> System.out.println(rows));
 * }</pre>
 */
@NullMarked
package io.manabi.pipelines.passes;

import org.jspecify.annotations.NullMarked;
