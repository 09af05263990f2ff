/**
 * What a user writes about data: functions over columns, in TensorFlow ops, compiled into one graph
 * that prepares the training data, feeds the trainer and answers live requests alike.
 *
 * <pre>{@code
 * final class Doubling implements Preprocessing {
 *   public List<TransformFunction> functions() {
 *     return List.of(
 *         new TransformFunction(
 *             "doubled",
 *             Schema.of(Column.floats("x")),
 *             (tf, columns) ->
 *                 Map.of("y", tf.math.mul(columns.floats("x"), tf.constant(2f)))));
 *   }
 * }
 *
 * TransformGraph graph = TransformGraph.compile(new Doubling());
 * graph.write(directory); // a SavedModel
 * try (TransformSession session = new TransformSession(graph, "doubled")) {
 *   Batch result = session.apply(batch);
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.transform;

import org.jspecify.annotations.NullMarked;
