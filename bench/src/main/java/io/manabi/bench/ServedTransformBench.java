package io.manabi.bench;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * The time of a prediction for one row of the census with the transform graph inside of the model,
 * and with the features fed that it makes of the row: the difference is what it adds.
 */
final class ServedTransformBench {
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 100;
  private static final int RUNS_OF_A_ROUND = 200;

  /** As the prediction server has it. */
  private static final ConfigProto ON_CALLING_THREAD =
      ConfigProto.newBuilder().setInterOpParallelismThreads(-1).build();

  private static final String SIGNATURE = "serving_default";
  private static final String TRANSFORM = SIGNATURE + "/features/";
  private static final Map<String, String> TEXTS =
      Map.of(
          "workclass", "State-gov",
          "education", "Bachelors",
          "marital_status", "Never-married",
          "occupation", "Adm-clerical",
          "relationship", "Not-in-family",
          "race", "White",
          "sex", "Male",
          "native_country", "United-States");
  private static final Map<String, Long> NUMBERS =
      Map.of(
          "age", 39L,
          "education_num", 13L,
          "capital_gain", 2174L,
          "capital_loss", 0L,
          "hours_per_week", 40L);

  private ServedTransformBench() {}

  /**
   * Runs it.
   *
   * @param arguments the folder of a SavedModel that {@code manabi demo census} exported
   */
  public static void main(String[] arguments) {
    try (SavedModelBundle bundle =
        SavedModelBundle.loader(arguments[0])
            .withTags("serve")
            .withConfigProto(ON_CALLING_THREAD)
            .load()) {
      MetaGraphDef graph = bundle.metaGraphDef();
      SignatureDef signature = graph.getSignatureDefOrThrow(SIGNATURE);
      List<String> outputs =
          signature.getOutputsMap().values().stream().map(TensorInfo::getName).toList();
      Session session = bundle.session();
      Map<String, Tensor> row = row(signature);
      List<String> names = features(graph);
      try (Result features = run(session, row, names)) {
        Map<String, Tensor> fed = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          fed.put(names.get(i), features.get(i));
        }
        measure(session, row, outputs, WARM_UP);
        measure(session, fed, outputs, WARM_UP);
        // In turn, so that both see the machine as busy as the other does.
        double[] all = new double[ROUNDS];
        double[] model = new double[ROUNDS];
        double[] added = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
          all[i] = measure(session, row, outputs, RUNS_OF_A_ROUND);
          model[i] = measure(session, fed, outputs, RUNS_OF_A_ROUND);
          added[i] = all[i] - model[i];
        }
        Report.line(
            "median of one row: %.1f us, model alone %.1f us: the transform adds %.1f us",
            Report.median(all), Report.median(model), Report.median(added));
      }
      row.values().forEach(Tensor::close);
    }
  }

  private static Map<String, Tensor> row(SignatureDef signature) {
    Map<String, Tensor> row = new LinkedHashMap<>();
    signature
        .getInputsMap()
        .forEach(
            (name, info) ->
                row.put(
                    info.getName(),
                    info.getDtype() == DataType.DT_STRING
                        ? TString.vectorOf(requireNonNull(TEXTS.get(name)))
                        : TInt64.vectorOf(requireNonNull(NUMBERS.get(name)))));
    return row;
  }

  /** The tensors that the model reads of what the transform graph computes. */
  private static List<String> features(MetaGraphDef graph) {
    List<String> names =
        graph.getGraphDef().getNodeList().stream()
            .filter(node -> node.getName().startsWith(SIGNATURE + "/"))
            .filter(node -> !node.getName().startsWith(TRANSFORM))
            .flatMap(node -> node.getInputList().stream())
            .filter(input -> input.startsWith(TRANSFORM))
            .distinct()
            .toList();
    if (names.isEmpty()) {
      throw ManabiException.user("The model has no transform graph; export the census demo's.");
    }
    return names;
  }

  /** The median of the times, in microseconds. */
  private static double measure(
      Session session, Map<String, Tensor> feeds, List<String> fetches, int runs) {
    double[] micros = new double[runs];
    for (int i = 0; i < runs; i++) {
      long begin = System.nanoTime();
      run(session, feeds, fetches).close();
      micros[i] = (System.nanoTime() - begin) / 1e3;
    }
    return Report.median(micros);
  }

  private static Result run(Session session, Map<String, Tensor> feeds, List<String> fetches) {
    Session.Runner runner = session.runner();
    feeds.forEach(runner::feed);
    fetches.forEach(runner::fetch);
    return runner.run();
  }
}
