package io.manabi.training.step;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.TrainingInput;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Parameters;
import io.manabi.training.network.Summaries;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.parameters.Progress;
import io.manabi.training.parameters.RateFactor;
import io.manabi.training.parameters.StepGradients;
import io.manabi.training.parameters.TaskParameters;
import io.manabi.training.parameters.Updates;
import io.manabi.training.parameters.WarmParameters;
import io.manabi.training.saved.Saver;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TransformImports;
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
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The graph with which one task trains. Input, model and gradients are on the task itself; where
 * the parameters are is for the {@link TaskStrategy} to say. {@link TrainSession} makes its steps.
 */
public final class TrainGraph {
  /** A prime, so that the seeds of two tasks hardly ever meet. */
  private static final long SEEDS_A_STEP = 1_000_003;

  final TaskStrategy strategy;
  final Graph graph = new Graph();
  final Progress progress;
  final TrainingInput input;

  /** How the loss comes about, to find what is wrong with it. */
  final Forward forward;

  /** What follows if the loss is not finite. */
  final Rollbacks rollbacks;

  /** Which batches are whose; null unless tasks claim them. */
  final @Nullable BatchClaims claims;

  /** What the learning rate is multiplied by; null if that does not fall. */
  final @Nullable RateFactor falling;

  /** The variables of a checkpoint. */
  final Saver saver;

  /** What parameters begin with; null for their first values. */
  final @Nullable WarmParameters warm;

  /** How many of the runs have begun. */
  final BegunRuns begun;

  /** What the model shows of a step, and its gradients. */
  final List<Summaries.Summary> summaries = new ArrayList<>();

  /** Gives every variable its first value. */
  final Op initialize;

  /** Begins training with the values that the variables have. */
  final Op open;

  /** Whether the master has run {@link #open}, bool scalar. */
  final Operand<TBool> isOpen;

  /** Starts the input. */
  final Op startInput;

  /** Fails if a parameter is not finite. */
  final Op checkParameters;

  /** Makes the next step the last one, of all tasks. */
  final Op requestEnd;

  /** The same for this time, for the process is told to end. */
  final Op requestStop;

  /** One step. */
  final GradientFlow.Step step;

  /** The global step after the step, int64 scalar. */
  final Operand<TInt64> number;

  /** The learning rate of the step, float scalar. */
  final Operand<TFloat32> rate;

  private final TrainingSpec spec;

  /** Builds on the device of the task. */
  private final Ops task;

  /**
   * Builds the graph of a task.
   *
   * @param spec what to train
   * @param parameters those of the model
   * @param server this task; null to train in one process
   */
  TrainGraph(TrainingSpec spec, List<Parameter> parameters, @Nullable TaskServer server) {
    this.spec = spec;
    strategy = new TaskStrategy(spec.strategy(), server);
    Ops tf = GraphOps.create(graph);
    task = server == null ? tf : tf.withDevice(server.device());
    List<DeviceSpec> devices = server == null ? List.of() : server.variableDevices();
    boolean reduces = strategy.reduces();
    ParameterStore store =
        ParameterStore.create(
            tf,
            parameters,
            spec.learning(),
            spec.schedule().seed(),
            devices,
            /* byRow= */ !reduces);
    DeviceSpec first = devices.isEmpty() ? null : devices.get(0);
    Ops there = store.on(first);
    progress =
        Progress.build(there, (long) spec.schedule().batchSize() * strategy.batchesOfAStep());
    claims = strategy.claimsBatches() ? new BatchClaims(progress, strategy.trainer()) : null;
    falling = falling(there);
    GradientFlow flow = strategy.flow(store, task, progress, falling);
    TaskParameters values = flow.parameters();
    Ops reading = task.withSubScope("input");
    input = input(reading);
    Forward.Batch batch = Forward.Batch.keep(reading, input.records(), spec.input().train());
    Network network = new Network(task, Mode.TRAIN, values, seed());
    TransformImports imports = TransformImports.of(spec.input());
    Features features = Features.ofRecords(reading, spec.input(), batch.records(), imports);
    Operand<TFloat32> loss = loss(BuiltModel.of(spec.model(), network, features));
    forward = new Forward(values.parameters(), values.values(), batch, loss);
    Map<String, Operand<TFloat32>> gradients =
        Gradients.build(task, graph, loss, values, spec.learning().regularization());
    rollbacks = Rollbacks.read(spec.jobDirectory(), spec.learning().rollbacks());
    Updates updates = new Updates(store, spec.learning(), progress, rollbacks.factor(), falling);
    List<Operand<TFloat32>> inOrder = changes(values.parameters(), network, gradients);
    // Those who reduce look at the loss of all, so that all tasks fail at the same step.
    step =
        flow.step(
            values.byPart(reduces ? inOrder : FiniteLoss.require(task, loss, inOrder)),
            loss,
            update(store, updates));
    number = progress.stepAfter(step.made());
    rate = updates.rate();
    begun = begun(tf, reduces ? List.of() : devices);
    Operand<? extends TType> openness =
        there.varHandleOp(TBool.class, Shape.scalar(), VarHandleOp.sharedName("open"));
    open =
        there.withControlDependencies(flow.open()).assignVariableOp(openness, there.constant(true));
    isOpen = there.varIsInitializedOp(openness);
    initialize = initialize(store);
    checkParameters = FiniteLoss.requireParameters(there, store);
    startInput = imports.initializeWith(reading, input.start());
    requestEnd = progress.requestEnd();
    requestStop = progress.requestStop();
    saver = saver(store, first);
    warm = spec.warmStart().map(from -> WarmParameters.build(there, store, from)).orElse(null);
    show(network, gradients);
  }

  private @Nullable RateFactor falling(Ops there) {
    return Plateau.of(spec)
        .map(plateau -> RateFactor.build(there, strategy.reduces(), plateau.factor()))
        .orElse(null);
  }

  private void show(Network network, Map<String, Operand<TFloat32>> gradients) {
    summaries.addAll(network.summary().all());
    gradients.forEach(
        (name, gradient) -> summaries.add(new Summaries.Histogram("gradients/" + name, gradient)));
  }

  private Function<StepGradients, Op> update(ParameterStore store, Updates updates) {
    return claims == null
        ? updates::build
        : arrived -> claims.update(store, arrived, updates::build);
  }

  /** What is taken off each parameter, but for what the optimizer does. */
  private static List<Operand<TFloat32>> changes(
      List<Parameter> parameters, Network network, Map<String, Operand<TFloat32>> gradients) {
    Map<String, Operand<TFloat32>> changes = new HashMap<>(network.decrements());
    changes.putAll(gradients);
    Parameters byName = Parameters.byName(changes);
    return parameters.stream().map(byName::value).toList();
  }

  private static Operand<TFloat32> loss(ModelOutputs outputs) {
    return outputs
        .loss()
        .orElseThrow(() -> ManabiException.user("The model gives no loss to train on; see Model."));
  }

  private BegunRuns begun(Ops tf, List<DeviceSpec> servers) {
    List<Ops> devices = new ArrayList<>(List.of(task.withSubScope("begun")));
    servers.forEach(device -> devices.add(tf.withDevice(device).withSubScope("begun")));
    return BegunRuns.build(devices, strategy.trainer());
  }

  private Op initialize(ParameterStore store) {
    List<Op> initializers = new ArrayList<>(store.initializers());
    initializers.addAll(progress.initializers());
    if (claims != null) {
      initializers.add(claims.initializer());
    }
    if (falling != null) {
      initializers.add(falling.initializer());
    }
    return progress.tf().withControlDependencies(initializers).noOp();
  }

  private Saver saver(ParameterStore store, @Nullable DeviceSpec device) {
    List<Saver.Entry> entries = new ArrayList<>(store.entries());
    entries.addAll(progress.entries(device));
    if (claims != null) {
      entries.add(claims.entry(device));
    }
    return Saver.build(progress.tf(), entries, claims == null ? null : claims.lock());
  }

  /**
   * Tasks that make steps together, or claim their batches, share one order of examples. Others
   * read the same files in orders of their own; the global step at which they begin adds to its
   * seed, so that one that is restarted does not see first what it saw first before.
   */
  private TrainingInput input(Ops reading) {
    TrainingSpec.Schedule schedule = spec.schedule();
    Operand<TInt64> seed = reading.constant(schedule.seed());
    if (strategy.hasOwnOrder()) {
      seed =
          reading.math.add(
              reading.constant(schedule.seed() + strategy.trainer()),
              reading.math.mul(progress.step(), reading.constant(SEEDS_A_STEP)));
    }
    return TrainingInput.build(
        reading,
        spec.input().train(),
        schedule.batchSize(),
        schedule.shuffleBuffer(),
        seed,
        strategy.share());
  }

  /** The seed of what is random in a batch, which is told by the step and the task. */
  private Operand<TInt64> seed() {
    Operand<TInt64> batch =
        task.math.add(
            task.math.mul(progress.step(), task.constant((long) strategy.trainers())),
            task.constant((long) strategy.trainer()));
    return task.stack(List.of(task.constant(spec.schedule().seed()), batch));
  }
}
