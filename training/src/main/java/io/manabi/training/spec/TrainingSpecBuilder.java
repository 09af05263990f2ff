package io.manabi.training.spec;

import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.network.LearningRate;
import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Regularization;
import io.manabi.transform.TransformOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TrainingSpec} of what a trainer is and what its flags say: each flag has its
 * effect, whatever the trainer is.
 *
 * <pre>{@code
 * static TrainingSpec spec(TrainerArguments arguments) {
 *   return TrainingSpec.builder(arguments)
 *       .records("features")
 *       .model(model)
 *       .optimizer(new Optimizer.Adam(), 0.001f)
 *       .batchSize(64)
 *       .epochs(10)
 *       .build();
 * }
 * }</pre>
 *
 * <p>Not told, batches have 32 examples, one epoch is learned, 10,000 examples are held to choose
 * the next from, the optimizer is Adam with a rate of 0.001, and the model can be asked with raw
 * columns ({@code serving_default}) and with serialized Examples ({@code examples}).
 */
public final class TrainingSpecBuilder {
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  private final TrainerArguments arguments;
  private @Nullable Model model;
  private @Nullable Schema columns;
  private String function = "";
  private boolean transformed;
  private int batchSize = 32;
  private long steps;
  private long epochs = 1;
  private int shuffleBuffer = 10_000;
  private Optimizer optimizer = new Optimizer.Adam();
  private LongFunction<LearningRate> rate = all -> new LearningRate.Constant(0.001f);
  private Regularization regularization = Regularization.NONE;
  private List<ServingSignature> serving = List.of();
  private @Nullable WarmStart warmStart;
  private Optional<String> validation = Optional.empty();
  private final List<TrainingListener> listeners = new ArrayList<>();

  TrainingSpecBuilder(TrainerArguments arguments) {
    this.arguments = arguments;
  }

  /** What learns. */
  public TrainingSpecBuilder model(Model model) {
    this.model = model;
    return this;
  }

  /**
   * Records that hold what a function of the preprocessing made: the model reads them as they are.
   * Those to learn from are the data set {@code train}, those to be measured on {@code test}; see
   * also {@link #validation}.
   *
   * @param function the name of the function
   * @throws ManabiException if there is no output of preprocessing, or no such function
   */
  public TrainingSpecBuilder records(String function) {
    this.columns = arguments.transform(function).transformedSchema();
    this.function = function;
    this.transformed = true;
    return this;
  }

  /**
   * Records of which a function of the preprocessing makes features while the model learns.
   *
   * @param columns what to read from each record, the label among them
   * @param function the name of the function
   */
  public TrainingSpecBuilder records(Schema columns, String function) {
    this.columns = columns;
    this.function = function;
    this.transformed = false;
    return this;
  }

  /**
   * Watches the training on another data set than {@code test}: checkpoints are measured on it, and
   * early stopping, the best checkpoint and the learning rate go by it. The data set {@code test}
   * is then measured once, at the end, with the step that is exported, so that nothing was chosen
   * by it.
   *
   * @param dataSet its name, as {@code validation}
   */
  public TrainingSpecBuilder validation(String dataSet) {
    this.validation = Optional.of(dataSet);
    return this;
  }

  /** How many examples a step of one task has. */
  public TrainingSpecBuilder batchSize(int examples) {
    this.batchSize = examples;
    return this;
  }

  /** How many global steps to make, unless flags say something else. */
  public TrainingSpecBuilder steps(long steps) {
    this.steps = steps;
    return this;
  }

  /** How often to learn from each example, unless flags say something else. */
  public TrainingSpecBuilder epochs(long epochs) {
    this.steps = 0;
    this.epochs = epochs;
    return this;
  }

  /** How many examples are held to choose the next from. */
  public TrainingSpecBuilder shuffleBuffer(int examples) {
    this.shuffleBuffer = examples;
    return this;
  }

  /** How gradients change parameters, with the same rate at every step. */
  public TrainingSpecBuilder optimizer(Optimizer optimizer, double rate) {
    return optimizer(optimizer, all -> new LearningRate.Constant((float) rate));
  }

  /**
   * How gradients change parameters.
   *
   * @param optimizer the rule
   * @param rate gives the rate, told how many steps there are in all
   */
  public TrainingSpecBuilder optimizer(Optimizer optimizer, LongFunction<LearningRate> rate) {
    this.optimizer = optimizer;
    this.rate = rate;
    return this;
  }

  /** What is done against large weights and gradients. */
  public TrainingSpecBuilder regularization(Regularization regularization) {
    this.regularization = regularization;
    return this;
  }

  /** The signatures of the exported model. */
  public TrainingSpecBuilder serving(ServingSignature... signatures) {
    this.serving = List.of(signatures);
    return this;
  }

  /** What parameters begin with instead of their first values. */
  public TrainingSpecBuilder warmStart(WarmStart from) {
    this.warmStart = from;
    return this;
  }

  /** Somebody else to be told how it goes, who may end it. */
  public TrainingSpecBuilder listener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Builds it.
   *
   * @throws ManabiException if model or records are missing, there are no data, or a number is
   *     wrong
   */
  public TrainingSpec build() {
    if (model == null || columns == null) {
      throw ManabiException.user(
          "The trainer tells no %s; call %s of the builder."
              .formatted(
                  model == null ? "model" : "records", model == null ? "model(…)" : "records(…)"));
    }
    ClusterConfig cluster = ClusterConfig.parse(System.getenv("TF_CONFIG"));
    long all =
        steps > 0
            ? arguments.steps(steps, batchSize, cluster)
            : arguments.stepsByEpochs(epochs, batchSize, cluster);
    return new TrainingSpec(
        model,
        new TrainingSpec.Input(
            arguments.files(TRAIN),
            arguments.files(validation.orElse(TEST)),
            validation.map(watched -> arguments.files(TEST)),
            columns,
            arguments.dataDir().resolve(TransformOutput.GRAPH),
            transformed ? Optional.empty() : Optional.of(function)),
        arguments.schedule(all, batchSize, shuffleBuffer),
        new Learning(optimizer, rate.apply(all), regularization, arguments.rollbacks()),
        arguments.strategy(),
        serving.isEmpty() ? signatures() : serving,
        arguments.jobDir(),
        arguments.watching(),
        arguments.own(),
        listeners,
        Optional.ofNullable(warmStart));
  }

  private List<ServingSignature> signatures() {
    return List.of(
        new ServingSignature.RawColumns("serving_default", function),
        new ServingSignature.Examples("examples", function));
  }
}
