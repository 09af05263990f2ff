package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.input.TrainingInput;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Parameters;
import io.manabi.training.network.Summaries;
import io.manabi.training.saved.Saver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
 * the parameters are is for the {@link Strategy} to say.
 *
 * @param graph the graph
 * @param reduces whether {@code open} and {@code train} reduce over all tasks
 * @param initialize gives every variable its first value
 * @param open begins training with the values that the variables have
 * @param isOpen whether the master has run {@code open}, bool scalar
 * @param input the input, to be started once
 * @param forward how the loss comes about, to find what is wrong with it
 * @param rollbacks what follows if that is not finite
 * @param checkParameters fails if a parameter is not finite
 * @param startInput starts it
 * @param begun how many of its runs have begun
 * @param train one step
 * @param loss the loss of the step
 * @param rate the learning rate of the step
 * @param step the global step after the step
 * @param stop above 0 if the step is the last because somebody ran {@code requestStop}
 * @param requestEnd makes the next step the last one, of all tasks
 * @param requestStop the same for this time, for the process is told to end
 * @param progress how far training is
 * @param claims which batches are whose; null unless tasks claim them
 * @param saver the variables of a checkpoint
 * @param warm what parameters begin with; null for their first values
 * @param summaries what the model shows of a step, and its gradients
 * @param limits how long runs of it may take
 */
record TrainGraph(
    Graph graph,
    boolean reduces,
    Op initialize,
    Op open,
    Operand<TBool> isOpen,
    TrainingInput input,
    Forward forward,
    Rollbacks rollbacks,
    Op checkParameters,
    Op startInput,
    BegunRuns begun,
    Op train,
    Operand<TFloat32> loss,
    Operand<TFloat32> rate,
    Operand<TInt64> step,
    Operand<TFloat32> stop,
    Op requestEnd,
    Op requestStop,
    Progress progress,
    @Nullable BatchClaims claims,
    Saver saver,
    @Nullable WarmParameters warm,
    List<Summaries.Summary> summaries,
    Limits limits) {
  /** A prime, so that the seeds of two tasks hardly ever meet. */
  private static final long SEEDS_A_STEP = 1_000_003;

  /**
   * Builds the graph of a task.
   *
   * @param spec what to train
   * @param server this task; null to train in one process
   */
  static TrainGraph build(TrainingSpec spec, @Nullable TaskServer server) {
    boolean reduces = server != null && spec.strategy().kind() == Strategy.Kind.ALL_REDUCE;
    Graph graph = new Graph();
    Ops tf = GraphOps.create(graph);
    Ops task = server == null ? tf : tf.withDevice(server.device());
    List<DeviceSpec> devices = server == null ? List.of() : server.variableDevices();
    ParameterStore store = store(tf, spec, devices, !reduces);
    DeviceSpec first = devices.isEmpty() ? null : devices.get(0);
    Progress progress = progress(spec, server, store.on(first));
    BatchClaims claims = claims(spec.strategy(), server, progress);
    GradientFlow flow = flow(spec.strategy(), server, store, task, progress);
    TaskParameters values = flow.parameters();
    Ops reading = task.withSubScope("input");
    TrainingInput input = input(spec, server, reading, progress);
    Forward.Batch batch = Forward.Batch.keep(reading, input.records(), spec.input().train());
    Network network = new Network(task, Mode.TRAIN, values, seed(spec, server, task, progress));
    TransformImports imports = TransformImports.of(spec.input());
    Features features = Features.ofRecords(reading, spec.input(), batch.records(), imports);
    Operand<TFloat32> loss = loss(BuiltModel.of(spec.model(), network, features));
    Map<String, Operand<TFloat32>> gradients =
        Gradients.build(task, graph, loss, values, spec.learning().regularization());
    Rollbacks rollbacks = Rollbacks.read(spec.jobDirectory(), spec.learning().rollbacks());
    Updates updates = new Updates(store, spec.learning(), progress, rollbacks.factor());
    List<Operand<TFloat32>> inOrder = changes(values.parameters(), network, gradients);
    // Those who reduce look at the loss of all, so that all tasks fail at the same step.
    GradientFlow.Step step =
        flow.step(
            values.byPart(reduces ? inOrder : FiniteLoss.require(task, loss, inOrder)),
            loss,
            update(claims, store, updates));
    BegunRuns begun = begun(server, task, tf, reduces ? List.of() : devices);
    Ops there = progress.tf();
    Operand<? extends TType> open = openness(there);
    return new TrainGraph(
        graph,
        reduces,
        initialize(store, progress, claims),
        there.withControlDependencies(flow.open()).assignVariableOp(open, there.constant(true)),
        there.varIsInitializedOp(open),
        input,
        new Forward(values.parameters(), values.values(), batch, loss),
        rollbacks,
        FiniteLoss.requireParameters(there, store),
        imports.initializeWith(reading, input.start()),
        begun,
        step.made(),
        step.loss(),
        updates.rate(),
        progress.stepAfter(step.made()),
        step.stop(),
        progress.requestEnd(),
        progress.requestStop(),
        progress,
        claims,
        saver(there, store, progress, claims, first),
        spec.warmStart().map(from -> WarmParameters.build(there, store, from)).orElse(null),
        summaries(network, gradients),
        spec.schedule().limits());
  }

  /** The variable that has a value once the master has run {@code open}. */
  private static Operand<? extends TType> openness(Ops there) {
    return there.varHandleOp(TBool.class, Shape.scalar(), VarHandleOp.sharedName("open"));
  }

  private static Function<StepGradients, Op> update(
      @Nullable BatchClaims claims, ParameterStore store, Updates updates) {
    return claims == null
        ? updates::build
        : arrived -> claims.update(store, arrived, updates::build);
  }

  /** What is taken off each parameter, but for what the optimizer does. */
  private static List<Operand<TFloat32>> changes(
      List<Parameter> parameters, Network network, Map<String, Operand<TFloat32>> gradients) {
    Map<String, Operand<TFloat32>> changes = new HashMap<>(network.decrements());
    changes.putAll(gradients);
    Parameters byName = byName(changes);
    return parameters.stream().map(byName::value).toList();
  }

  private static ParameterStore store(
      Ops tf, TrainingSpec spec, List<DeviceSpec> devices, boolean byRow) {
    List<Parameter> parameters = ModelParameters.collect(spec);
    long seed = spec.schedule().seed();
    return ParameterStore.create(tf, parameters, spec.learning(), seed, devices, byRow);
  }

  private static Progress progress(TrainingSpec spec, @Nullable TaskServer server, Ops there) {
    int batches = spec.strategy().kind().batchesOfAStep(server == null ? 1 : server.trainers());
    return Progress.build(there, (long) spec.schedule().batchSize() * batches);
  }

  private static @Nullable BatchClaims claims(
      Strategy strategy, @Nullable TaskServer server, Progress progress) {
    return strategy.claimsBatches()
        ? new BatchClaims(progress, server == null ? 0 : server.trainer())
        : null;
  }

  private static Operand<TFloat32> loss(ModelOutputs outputs) {
    return outputs
        .loss()
        .orElseThrow(() -> ManabiException.user("The model gives no loss to train on; see Model."));
  }

  private static BegunRuns begun(
      @Nullable TaskServer server, Ops task, Ops tf, List<DeviceSpec> servers) {
    List<Ops> devices = new ArrayList<>(List.of(task.withSubScope("begun")));
    servers.forEach(device -> devices.add(tf.withDevice(device).withSubScope("begun")));
    return BegunRuns.build(devices, server == null ? 0 : server.trainer());
  }

  private static Op initialize(
      ParameterStore store, Progress progress, @Nullable BatchClaims claims) {
    List<Op> initializers = new ArrayList<>(store.initializers());
    initializers.addAll(progress.initializers());
    if (claims != null) {
      initializers.add(claims.initializer());
    }
    return progress.tf().withControlDependencies(initializers).noOp();
  }

  private static Saver saver(
      Ops tf,
      ParameterStore store,
      Progress progress,
      @Nullable BatchClaims claims,
      @Nullable DeviceSpec device) {
    List<Saver.Entry> entries = new ArrayList<>(store.entries());
    entries.addAll(progress.entries(device));
    if (claims != null) {
      entries.add(claims.entry(device));
    }
    return Saver.build(tf, entries, claims == null ? null : claims.lock());
  }

  private static List<Summaries.Summary> summaries(
      Network network, Map<String, Operand<TFloat32>> gradients) {
    List<Summaries.Summary> all = new ArrayList<>(network.summary().all());
    gradients.forEach(
        (name, gradient) -> all.add(new Summaries.Histogram("gradients/" + name, gradient)));
    return all;
  }

  private static GradientFlow flow(
      Strategy strategy,
      @Nullable TaskServer server,
      ParameterStore store,
      Ops task,
      Progress progress) {
    if (server == null) {
      return new OwnParameters(store, task, progress, null, false);
    }
    return switch (strategy.kind()) {
      case LOCAL -> throw new IllegalArgumentException("a cluster needs another strategy");
      case PS_ASYNC ->
          new AsynchronousUpdates(
              new ParameterExchange(store, task, strategy.bfloat16()), progress);
      case PS_SYNC ->
          new SynchronousUpdates(
              new ParameterExchange(store, task, strategy.bfloat16()),
              progress,
              needed(strategy, server.trainers()),
              server.trainers() - 1,
              server.trainer());
      case ALL_REDUCE ->
          new OwnParameters(
              store, task, progress, new AllReduce(task, server.trainers()), strategy.bfloat16());
    };
  }

  private static int needed(Strategy strategy, int trainers) {
    if (strategy.backupWorkers() >= trainers) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "%d of %d tasks that train cannot be backup workers; a step needs at least one.",
              strategy.backupWorkers(),
              trainers));
    }
    return trainers - strategy.backupWorkers();
  }

  /**
   * Tasks that make steps together, or claim their batches, share one order of examples. Others
   * read the same files in orders of their own; the global step at which they begin adds to its
   * seed, so that one that is restarted does not see first what it saw first before.
   */
  private static TrainingInput input(
      TrainingSpec spec, @Nullable TaskServer server, Ops task, Progress progress) {
    TrainingSpec.Schedule schedule = spec.schedule();
    Operand<TInt64> seed = task.constant(schedule.seed());
    TrainingInput.Share share = TrainingInput.Share.ALL;
    if (server != null && spec.strategy().isSynchronous()) {
      share = new TrainingInput.Share(server.trainer(), server.trainers());
    } else if (server != null && !spec.strategy().claimsBatches()) {
      seed =
          task.math.add(
              task.constant(schedule.seed() + server.trainer()),
              task.math.mul(progress.step(), task.constant(SEEDS_A_STEP)));
    }
    return TrainingInput.build(
        task, spec.input().train(), schedule.batchSize(), schedule.shuffleBuffer(), seed, share);
  }

  /** The seed of what is random in a batch, which is told by the step and the task. */
  private static Operand<TInt64> seed(
      TrainingSpec spec, @Nullable TaskServer server, Ops task, Progress progress) {
    long trainers = server == null ? 1 : server.trainers();
    long trainer = server == null ? 0 : server.trainer();
    Operand<TInt64> batch =
        task.math.add(
            task.math.mul(progress.step(), task.constant(trainers)), task.constant(trainer));
    return task.stack(List.of(task.constant(spec.schedule().seed()), batch));
  }

  /** Looks values up by the name of their parameter. */
  static Parameters byName(List<Parameter> parameters, List<Operand<TFloat32>> values) {
    Map<String, Operand<TFloat32>> byName = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byName.put(parameters.get(i).name(), values.get(i));
    }
    return byName(byName);
  }

  private static Parameters byName(Map<String, Operand<TFloat32>> byName) {
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
