package io.manabi.transform;

import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.MapDefun;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TType;

/**
 * Ops that handle one row at a time, for rows that cannot be handled side by side, as pictures of
 * different sizes. In the graph it is the op {@code MapDefun}, whose body is a function in the
 * graph's library; rows run in parallel. It has no gradient.
 *
 * <pre>{@code
 * Operand<TFloat32> thumbnails =
 *     RowFunction.map(tf, pngs, TFloat32.class, Shape.of(784), (row, png) -> thumbnail(row, png));
 * }</pre>
 */
public final class RowFunction {
  private RowFunction() {}

  /**
   * Applies {@code body} to each row.
   *
   * @param rows [N]
   * @param type the type of a row's result
   * @param shape the shape of a row's result, the same for each row
   * @param body makes the result out of one element of {@code rows}, a scalar, with the ops given
   *     to it and none of those outside
   * @return [N, shape...]
   */
  public static <S extends TType, T extends TType> Operand<T> map(
      Ops tf,
      Operand<S> rows,
      Class<T> type,
      Shape shape,
      BiFunction<Ops, Operand<S>, Operand<T>> body) {
    try (ConcreteFunction function =
        ConcreteFunction.create(
            ops -> {
              Ops row = GraphOps.of(ops);
              Operand<S> element =
                  row.withName("row").placeholder(rows.type(), Placeholder.shape(Shape.scalar()));
              return Signature.builder("row_function")
                  .input("row", element)
                  .output("result", row.withName("result").identity(body.apply(row, element)))
                  .build();
            })) {
      return MapDefun.create(
              tf.scope(), List.of(rows), List.of(), List.of(type), List.of(shape), function)
          .output()
          .get(0)
          .expect(type);
    }
  }
}
