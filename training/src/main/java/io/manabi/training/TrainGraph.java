package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.RecordDataset;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.saved.Saver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The graph with which one task trains: parameters on the parameter servers, everything else on the
 * task itself.
 *
 * @param graph the graph
 * @param initialize gives every variable its first value
 * @param open tells the workers that the variables have their values
 * @param isOpen whether that has been told, bool scalar
 * @param startInput begins the input; run once
 * @param train one step
 * @param loss the loss of the step
 * @param rate the learning rate of the step
 * @param step the global step after the step
 * @param globalStep the global step as it is
 * @param saver the variables of a checkpoint
 */
record TrainGraph(
    Graph graph,
    Op initialize,
    Op open,
    Operand<TBool> isOpen,
    Op startInput,
    Op train,
    Operand<TFloat32> loss,
    Operand<TFloat32> rate,
    Operand<TInt64> step,
    Operand<TInt64> globalStep,
    Saver saver) {
  /** A prime, so that the seeds of two tasks hardly ever meet. */
  private static final long SEEDS_A_STEP = 1_000_003;

  /**
   * Builds the graph of a task.
   *
   * @param spec what to train
   * @param server this task; null to train in one process
   * @param inputSeed the seed of the order of examples, another one for each task; the global step
   *     at which the input starts adds to it, so that a task that was restarted sees them in
   *     another
   */
  static TrainGraph build(TrainingSpec spec, @Nullable TaskServer server, long inputSeed) {
    List<Parameter> parameters = ModelParameters.collect(spec);
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    Ops task = server == null ? tf : tf.withDevice(server.device());
    List<DeviceSpec> devices = server == null ? List.of() : server.parameterDevices();
    TrainingSpec.Schedule schedule = spec.schedule();

    ParameterStore store = ParameterStore.create(tf, parameters, schedule, devices);
    ParameterExchange exchange = new ParameterExchange(store, task, server != null);
    List<Operand<TFloat32>> values = exchange.fetch();

    GlobalStep step = GlobalStep.build(store.on(devices.isEmpty() ? null : devices.get(0)));
    RecordDataset dataset =
        RecordDataset.forTraining(
            task,
            spec.input().trainFiles(),
            schedule.batchSize(),
            schedule.shuffleBuffer(),
            task.math.add(
                task.constant(inputSeed),
                task.math.mul(step.value(), task.constant(SEEDS_A_STEP))));
    Network network = new Network(task, Mode.TRAIN, byName(parameters, values));
    TransformImports imports = TransformImports.of(spec.input());
    ModelOutputs outputs =
        spec.model()
            .build(network, Features.ofRecords(task, spec.input(), dataset.records(), imports));
    Operand<TFloat32> loss =
        outputs
            .loss()
            .orElseThrow(
                () -> ManabiException.user("The model gives no loss to train on; see Model."));
    Map<String, Operand<TFloat32>> changes = new HashMap<>(network.decrements());
    changes.putAll(
        Gradients.build(task, graph, loss, parameters, values, schedule.regularization()));
    List<Operand<TFloat32>> arrived =
        exchange.send(parameters.stream().map(byName(changes)).toList());
    Op startInput = imports.initializeWith(task, dataset.start());
    return finish(tf, graph, store, devices, schedule, step, new Tower(startInput, loss, arrived));
  }

  /** What the task itself computes; gradients have arrived where the parameters are. */
  private record Tower(Op startInput, Operand<TFloat32> loss, List<Operand<TFloat32>> gradients) {}

  /** The number of steps that all tasks have made. */
  private record GlobalStep(Operand<? extends TType> counter, Operand<TInt64> value) {
    static GlobalStep build(Ops there) {
      Operand<? extends TType> counter =
          there
              .withName("global_step")
              .varHandleOp(TInt64.class, Shape.scalar(), VarHandleOp.sharedName("global_step"));
      return new GlobalStep(counter, there.readVariableOp(counter, TInt64.class));
    }
  }

  private static TrainGraph finish(
      Ops tf,
      Graph graph,
      ParameterStore store,
      List<DeviceSpec> devices,
      TrainingSpec.Schedule schedule,
      GlobalStep step,
      Tower tower) {
    DeviceSpec first = devices.isEmpty() ? null : devices.get(0);
    Ops there = store.on(first);
    Operand<TFloat32> beforeFloat = there.dtypes.cast(step.value(), TFloat32.class);
    Operand<TFloat32> rate = schedule.learningRate().build(there, beforeFloat);
    List<Op> updates =
        store.apply(
            schedule, tower.gradients(), rate, there.math.add(beforeFloat, there.constant(1f)));
    Op train =
        there
            .withControlDependencies(updates)
            .assignAddVariableOp(step.counter(), there.constant(1L));
    List<Op> initializers = new ArrayList<>(store.initializers());
    initializers.add(there.assignVariableOp(step.counter(), there.constant(0L)));
    Operand<? extends TType> open =
        there.varHandleOp(TBool.class, Shape.scalar(), VarHandleOp.sharedName("open"));
    List<Saver.Entry> entries = new ArrayList<>(store.entries());
    entries.add(new Saver.Entry("global_step", step.counter(), TInt64.class, first));
    return new TrainGraph(
        graph,
        there.withControlDependencies(initializers).noOp(),
        there.assignVariableOp(open, there.constant(true)),
        there.varIsInitializedOp(open),
        tower.startInput(),
        train,
        tower.loss(),
        rate,
        there.withControlDependencies(train).readVariableOp(step.counter(), TInt64.class),
        step.value(),
        Saver.build(tf, entries));
  }

  /** Looks values up by the name of their parameter. */
  static Function<Parameter, Operand<TFloat32>> byName(
      List<Parameter> parameters, List<Operand<TFloat32>> values) {
    Map<String, Operand<TFloat32>> byName = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(parameters.get(i).name(), values.get(i));
    }
    return byName(byName);
  }

  private static Function<Parameter, Operand<TFloat32>> byName(
      Map<String, Operand<TFloat32>> byName) {
    return parameter -> {
      Operand<TFloat32> value = byName.get(parameter.name());
      if (value == null) {
        throw ManabiException.user(
            "The model asks for parameter "
                + parameter.name()
                + " in one mode but not in training; build the same layers in every mode.");
      }
      return value;
    };
  }
}
