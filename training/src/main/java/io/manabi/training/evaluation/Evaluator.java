package io.manabi.training.evaluation;

import static java.util.Objects.requireNonNull;

import io.manabi.training.cluster.SideRun;
import io.manabi.training.events.EventWriter;
import io.manabi.training.input.RecordDataset;
import io.manabi.training.input.RecordFiles;
import io.manabi.training.metrics.Metric;
import io.manabi.training.metrics.MetricTotal;
import io.manabi.training.network.Mode;
import io.manabi.training.network.Network;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Parameters;
import io.manabi.training.network.Summaries;
import io.manabi.training.network.Summaries.Summary;
import io.manabi.training.parameters.ParameterStore;
import io.manabi.training.saved.Saver;
import io.manabi.training.spec.Features;
import io.manabi.training.spec.ModelOutputs;
import io.manabi.training.spec.TrainingSpec;
import io.manabi.training.spec.TransformImports;
import io.manabi.training.step.BuiltModel;
import io.manabi.training.step.WrongLabel;
import io.manabi.training.watch.ShownSummary;
import io.manabi.training.watch.WeightSummaries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Measures checkpoints on all examples of some files, in this process alone. */
public final class Evaluator implements AutoCloseable {
  private static final int BATCH = 500;

  private final RecordFiles files;
  private final Graph graph = new Graph();
  private final Session session;
  private final Op start;
  private final Operand<TInt64> size;
  private final Map<String, Metric> metrics;
  private final List<Summary> summaries;
  private final WeightSummaries weights;
  private final Map<String, ShownSummary> shown = new LinkedHashMap<>();
  private final Saver saver;

  /**
   * Builds the model to evaluate on some files, and opens a session of it.
   *
   * @param parameters those of the model
   */
  public Evaluator(
      TrainingSpec spec, List<Parameter> parameters, ConfigProto config, RecordFiles files) {
    this.files = files;
    Ops tf = GraphOps.create(graph);
    ParameterStore store = ParameterStore.local(tf, parameters);
    RecordDataset dataset = RecordDataset.forEvaluation(tf, files, BATCH);
    TransformImports imports = TransformImports.of(spec.input());
    List<Operand<TFloat32>> values = store.read(tf);
    Network network = new Network(tf, Mode.EVAL, Parameters.byName(parameters, values));
    ModelOutputs outputs =
        BuiltModel.of(
            spec.model(),
            network,
            Features.ofRecords(tf, spec.input(), dataset.records(), imports));
    summaries = network.summary().all();
    weights = WeightSummaries.build(tf, parameters, values);
    metrics = new LinkedHashMap<>(outputs.metrics());
    outputs.loss().ifPresent(loss -> metrics.put("loss", new Metric.Mean(loss)));
    size = tf.size(dataset.records(), TInt64.class);
    start = imports.initializeWith(tf, dataset.start());
    saver = Saver.build(tf, store.entriesToUse(spec.learning().regularization()));
    session = new Session(graph, config);
  }

  /**
   * Each metric over all examples.
   *
   * @param checkpoint the prefix of the checkpoint
   */
  public Map<String, Double> evaluate(Path checkpoint) {
    saver.restore(session, checkpoint);
    SideRun.make(session, start);
    shown.clear();
    Map<String, MetricTotal> totals = new LinkedHashMap<>();
    metrics.forEach((name, metric) -> totals.put(name, metric.total()));
    long examples = 0;
    long before = -1;
    while (examples > before) {
      before = examples;
      examples += addBatch(totals, before);
    }
    Map<String, Double> values = new LinkedHashMap<>();
    totals.forEach((name, total) -> values.put(name, total.value()));
    return values;
  }

  /** The names of what is measured. */
  public Set<String> metrics() {
    return metrics.keySet();
  }

  /** Writes what the model shows of the evaluation that was just made, and its parameters. */
  public void show(long step, EventWriter training, EventWriter evaluation) {
    shown.values().forEach(each -> each.write(evaluation, step));
    weights.write(session, training, step);
  }

  /** Takes the next batch in, after so many examples; returns how many it has, 0 at the end. */
  private long addBatch(Map<String, MetricTotal> totals, long before) {
    Session.Runner runner = session.runner().fetch(size);
    metrics.values().forEach(metric -> metric.fetches().forEach(runner::fetch));
    // Of the others, only the first batch is shown.
    List<Summary> wanted =
        summaries.stream().filter(each -> shown.isEmpty() || isTotal(each)).toList();
    wanted.forEach(each -> runner.fetch(each.value()));
    try (Result result = runner.run()) {
      long examples = ((TInt64) result.get(0)).getLong();
      int next = 1;
      for (Map.Entry<String, Metric> metric : metrics.entrySet()) {
        List<Tensor> fetched = new ArrayList<>();
        for (int i = metric.getValue().fetches().size(); i > 0; i--) {
          fetched.add(result.get(next++));
        }
        requireNonNull(totals.get(metric.getKey())).add(examples, fetched);
      }
      for (Summary each : wanted) {
        shown.merge(each.name(), ShownSummary.read(each, result.get(next++)), ShownSummary::plus);
      }
      return examples;
    } catch (TFOutOfRangeException end) {
      return 0;
    } catch (TFInvalidArgumentException e) {
      throw WrongLabel.in(e)
          .<RuntimeException>map(wrong -> wrong.ofEvaluation(files, before))
          .orElse(e);
    }
  }

  /** Whether a summary is of all examples, not of the first batch. */
  private static boolean isTotal(Summary summary) {
    return summary instanceof Summaries.ConfusionMatrix;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
