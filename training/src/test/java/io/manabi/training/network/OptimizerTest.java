package io.manabi.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.core.ManabiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Optimizers against their published formulas in plain arithmetic. */
class OptimizerTest {
  private static final float[] FIRST = {0.5f, -1.5f, 0.02f, 0};
  private static final float[][] GRADIENTS = {
    {0.3f, -2, 0.001f, 0}, {0.1f, 1.5f, -0.5f, 0}, {-0.7f, 0.25f, 0, 0}, {2, -0.1f, 0.04f, 1e-3f}
  };
  private static final float[] RATES = {0.1f, 0.05f, 0.2f, 0.01f};

  @ParameterizedTest
  @MethodSource("optimizers")
  void followsItsFormula(Optimizer optimizer, Supplier<OptimizerFormula> formula) {
    requireFormula(formula, train(optimizer));
  }

  /** The others have to stay as they are. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void followsItsFormulaInTheRowsOfATable(Optimizer optimizer, Supplier<OptimizerFormula> formula) {
    List<float[]> rows = trainRows(optimizer);
    requireFormula(
        formula, rows.stream().map(row -> Arrays.copyOfRange(row, 0, FIRST.length)).toList());
    for (float[] table : rows) {
      assertThat(Arrays.copyOfRange(table, FIRST.length, 2 * FIRST.length)).isEqualTo(FIRST);
    }
  }

  private static void requireFormula(Supplier<OptimizerFormula> formula, List<float[]> values) {
    for (int i = 0; i < FIRST.length; i++) {
      OptimizerFormula number = formula.get();
      double expected = FIRST[i];
      for (int step = 0; step < RATES.length; step++) {
        expected = number.next(step + 1, expected, GRADIENTS[step][i], RATES[step]);
        assertThat((double) values.get(step)[i])
            .as("number %d after step %d", i, step + 1)
            .isCloseTo(expected, within(2e-6 * (1 + Math.abs(expected))));
      }
    }
  }

  static Stream<Arguments> optimizers() {
    return Stream.of(
        optimizer(new Optimizer.Sgd(), OptimizerFormula::sgd),
        optimizer(new Optimizer.Momentum(0.9f), () -> OptimizerFormula.momentum(0.9, false)),
        optimizer(new Optimizer.Momentum(0.8f, true), () -> OptimizerFormula.momentum(0.8, true)),
        optimizer(new Optimizer.Adagrad(), () -> OptimizerFormula.adagrad(0.1, 1e-7)),
        optimizer(new Optimizer.Adagrad(0.5f, 0.3f), () -> OptimizerFormula.adagrad(0.5, 0.3)),
        optimizer(new Optimizer.Adam(), () -> OptimizerFormula.adam(0.9, 0.999, 1e-8, 0)),
        optimizer(
            new Optimizer.Adam(0.5f, 0.8f, 0.1f), () -> OptimizerFormula.adam(0.5, 0.8, 0.1, 0)),
        optimizer(new Optimizer.AdamW(), () -> OptimizerFormula.adam(0.9, 0.999, 1e-7, 0.004)),
        optimizer(
            new Optimizer.AdamW(new Optimizer.Adam(0.5f, 0.8f, 0.1f), 0.5f),
            () -> OptimizerFormula.adam(0.5, 0.8, 0.1, 0.5)),
        optimizer(
            new Optimizer.Ftrl(0.02f, 0.3f), () -> OptimizerFormula.ftrl(-0.5, 0.1, 0.02, 0.3, 0)),
        optimizer(
            new Optimizer.Ftrl(-0.7f, 0.2f, 0.3f, 0.1f, 0.05f),
            () -> OptimizerFormula.ftrl(-0.7, 0.2, 0.3, 0.1, 0.05)),
        optimizer(new Optimizer.RmsProp(), () -> OptimizerFormula.rmsProp(0.9, 0, 1e-7)),
        optimizer(
            new Optimizer.RmsProp(0.7f, 0.5f, 0.2f),
            () -> OptimizerFormula.rmsProp(0.7, 0.5, 0.2)));
  }

  private static Arguments optimizer(Optimizer optimizer, Supplier<OptimizerFormula> formula) {
    return Arguments.of(optimizer, Named.of("its formula", formula));
  }

  /** The parameter after each step. */
  private static List<float[]> train(Optimizer optimizer) {
    return train(optimizer, Shape.of(FIRST.length), Optimizer::apply);
  }

  /** After each step, a table of which the first row learns and the second does not. */
  private static List<float[]> trainRows(Optimizer optimizer) {
    return train(
        optimizer,
        Shape.of(2, FIRST.length),
        (each, update) ->
            each.applyToRows(
                new Update(
                    update.tf(),
                    update.handles(),
                    update.tf().reshape(update.gradient(), update.tf().array(1, -1)),
                    update.rate(),
                    update.step()),
                update.tf().array(0L)));
  }

  private static List<float[]> train(
      Optimizer optimizer, Shape shape, BiFunction<Optimizer, Update, Op> build) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> gradient =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(FIRST.length)));
      Placeholder<TFloat32> rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of()));
      Placeholder<TFloat32> number = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of()));
      List<Operand<? extends TType>> handles = new ArrayList<>();
      List<Op> initializers = new ArrayList<>();
      handles.add(tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("w")));
      initializers.add(
          tf.assignVariableOp(
              handles.get(0), tf.broadcastTo(tf.constant(FIRST), tf.constant(shape))));
      for (Slot slot : optimizer.slots()) {
        Operand<? extends TType> handle =
            tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(slot.name()));
        handles.add(handle);
        initializers.add(
            tf.assignVariableOp(handle, tf.fill(tf.constant(shape), tf.constant(slot.initial()))));
      }
      Op update = build.apply(optimizer, new Update(tf, handles, gradient, rate, number));
      Operand<TFloat32> after =
          tf.withControlDependencies(update).readVariableOp(handles.get(0), TFloat32.class);
      List<float[]> values = new ArrayList<>();
      try (Session session = new Session(graph)) {
        Session.Runner initialize = session.runner();
        initializers.forEach(initialize::addTarget);
        initialize.run().close();
        for (int step = 0; step < RATES.length; step++) {
          try (TFloat32 fedGradient = TFloat32.vectorOf(GRADIENTS[step]);
              TFloat32 fedRate = TFloat32.scalarOf(RATES[step]);
              TFloat32 fedNumber = TFloat32.scalarOf(step + 1);
              Result result =
                  session
                      .runner()
                      .feed(gradient, fedGradient)
                      .feed(rate, fedRate)
                      .feed(number, fedNumber)
                      .fetch(after)
                      .run()) {
            float[] copy = new float[Math.toIntExact(shape.size())];
            TFloat32 table = (TFloat32) result.get(0);
            table.copyTo(NdArrays.wrap(table.shape(), DataBuffers.of(copy, false, false)));
            values.add(copy);
          }
        }
      }
      return values;
    }
  }

  @Test
  void decaysAParameterNotBeforeItsGradientIsThere() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> number = tf.constant(1f);
      Operand<TFloat32> gradient = tf.withName("gradient").constant(FIRST);
      Operand<? extends TType> handle = tf.varHandleOp(TFloat32.class, Shape.of(FIRST.length));
      Update update = new Update(tf, List.of(handle, handle, handle), gradient, number, number);
      new Optimizer.AdamW().apply(update);
      List<NodeDef> touching =
          graph.toGraphDef().getNodeList().stream()
              .filter(node -> node.getOp().matches("ReadVariableOp|AssignSubVariableOp"))
              .toList();
      assertThat(touching)
          .hasSize(2)
          .allSatisfy(node -> assertThat(node.getInputList()).contains("^gradient"));
    }
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertThatThrownBy(() -> new Optimizer.Momentum(1))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The momentum of an optimizer must be from 0 to below 1, not 1.0.");
    assertThatThrownBy(() -> new Optimizer.Adam(0.9f, Float.NaN, 1e-8f))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("beta2");
    assertThatThrownBy(() -> new Optimizer.AdamW(new Optimizer.Adam(), -1))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The weight decay of an optimizer must be 0 or a finite number above, not -1.0.");
    assertThatThrownBy(() -> new Optimizer.Ftrl(0.5f, 0, 0, 0, 0))
        .isInstanceOf(ManabiException.class)
        .hasMessage("The rate power of FTRL must be finite and at most 0, not 0.5.");
  }
}
