package io.manabi.training;

import io.manabi.training.ParameterStore.Placed;
import io.manabi.training.input.RecordDataset;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.saved.Saver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Measures checkpoints on all evaluation examples, in this process alone. */
final class Evaluator implements AutoCloseable {
  private static final int BATCH = 500;

  private final Graph graph = new Graph();
  private final Session session;
  private final Op start;
  private final Operand<TInt64> size;
  private final Map<String, Operand<TFloat32>> metrics;
  private final Saver saver;

  Evaluator(TrainingSpec spec, ConfigProto config) {
    Ops tf = Ops.create(graph);
    List<Parameter> parameters = ModelParameters.collect(spec);
    ParameterStore store = ParameterStore.local(tf, parameters);
    RecordDataset dataset = RecordDataset.forEvaluation(tf, spec.input().evalFiles(), BATCH);
    ModelOutputs outputs =
        spec.model()
            .build(
                new Network(tf, Mode.EVAL, TrainGraph.byName(parameters, read(tf, store))),
                Features.ofRecords(tf, spec.input(), dataset.records()));
    metrics = new LinkedHashMap<>(outputs.metrics());
    outputs.loss().ifPresent(loss -> metrics.put("loss", loss));
    size = tf.size(dataset.records(), TInt64.class);
    start = dataset.start();
    saver = Saver.build(tf, store.entries());
    session = new Session(graph, config);
  }

  /** The values of local parameters. */
  static List<Operand<TFloat32>> read(Ops tf, ParameterStore store) {
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Placed each : store.placed()) {
      values.add(tf.readVariableOp(each.handle(), TFloat32.class));
    }
    return values;
  }

  /**
   * The mean of each metric over all examples.
   *
   * @param checkpoint the prefix of the checkpoint
   */
  Map<String, Double> evaluate(Path checkpoint) {
    saver.restore(session, checkpoint);
    run(session, start);
    Map<String, Double> sums = new LinkedHashMap<>();
    long examples = 0;
    while (true) {
      Session.Runner runner = session.runner().fetch(size);
      metrics.values().forEach(runner::fetch);
      try (Result result = runner.run()) {
        long count = ((TInt64) result.get(0)).getLong();
        examples += count;
        int i = 1;
        for (String name : metrics.keySet()) {
          double mean = ((TFloat32) result.get(i++)).getFloat();
          sums.merge(name, mean * count, Double::sum);
        }
      } catch (TFOutOfRangeException end) {
        break;
      }
    }
    double total = examples;
    sums.replaceAll((name, sum) -> sum / total);
    return sums;
  }

  /** Runs an operation that gives nothing. */
  static void run(Session session, Op operation) {
    session.runner().addTarget(operation).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
