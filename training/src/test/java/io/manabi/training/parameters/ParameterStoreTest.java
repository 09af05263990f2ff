package io.manabi.training.parameters;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Initializer;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Parameter;
import io.manabi.training.spec.Learning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

class ParameterStoreTest {
  private static final List<Parameter> PARAMETERS =
      IntStream.of(100, 60, 50, 5)
          .mapToObj(
              size ->
                  new Parameter("size_" + size, Shape.of(size), new Initializer.Constant(0), true))
          .toList();

  @Test
  void spreadsParametersBySize() {
    assertThat(store(2).placed())
        .extracting(placed -> placed.parameter().name() + " " + placed.device())
        .containsExactly(
            "size_100 /job:ps/task:0",
            "size_60 /job:ps/task:1",
            "size_50 /job:ps/task:1",
            "size_5 /job:ps/task:0");
  }

  @Test
  void dividesLargeTablesAmongAllServers() {
    List<Parameter> parameters = new ArrayList<>(PARAMETERS);
    parameters.add(1, table("large", 10_001));
    parameters.add(2, table("small", 8_000));
    ParameterStore store = store(parameters, 3);
    assertThat(store.parts())
        .extracting(
            part ->
                part.parameter().shape().get(0)
                    + " from "
                    + requireNonNull(part.slice()).first()
                    + " "
                    + part.device())
        .containsExactly(
            "3334 from 0 /job:ps/task:0",
            "3334 from 3334 /job:ps/task:1",
            "3333 from 6668 /job:ps/task:2");
    assertThat(store.placed())
        .extracting(placed -> placed.parameter().name() + " " + placed.device())
        .contains("small /job:ps/task:2");
  }

  private static Parameter table(String name, int rows) {
    return new Parameter(name, Shape.of(rows, 4), new Initializer.Constant(0), true, true, 1);
  }

  @Test
  void refusesServersThatWouldHoldNothing() {
    assertThatThrownBy(() -> store(5))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "There are 5 parameter servers for the 4 parameters of the model; leave out those that"
                + " would hold none.");
  }

  private static ParameterStore store(int servers) {
    return store(PARAMETERS, servers);
  }

  private static ParameterStore store(List<Parameter> parameters, int servers) {
    List<DeviceSpec> devices =
        IntStream.range(0, servers)
            .mapToObj(i -> DeviceSpec.newBuilder().job("ps").task(i).build())
            .toList();
    try (Graph graph = new Graph()) {
      Learning learning = new Learning(new Optimizer.Sgd(), new LearningRate.Constant(0.1f));
      return ParameterStore.create(Ops.create(graph), parameters, learning, 1, devices, true);
    }
  }
}
