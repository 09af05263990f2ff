package io.manabi.serving;

import io.manabi.core.ManabiException;
import io.manabi.serving.codec.AnswerLayout;
import io.manabi.serving.codec.FlatTensor;
import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.RequestFailure;
import io.manabi.serving.codec.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;

/** A SavedModel in memory. Any number of threads may run it at once. */
final class LoadedModel implements AutoCloseable {
  private static final String TAG = "serve";

  /**
   * Runs a graph on the thread that asks for it: several times faster for small requests than a
   * hand-over to TensorFlow's own pool, and many requests at once fill the processors anyway.
   */
  private static final ConfigProto ON_CALLING_THREAD =
      ConfigProto.newBuilder().setInterOpParallelismThreads(-1).build();

  private final SavedModelBundle bundle;
  private final Map<String, BoundSignature> signatures;

  private LoadedModel(SavedModelBundle bundle) {
    this.bundle = bundle;
    this.signatures = BoundSignature.allOf(bundle);
  }

  /**
   * Reads a SavedModel and runs each of its signatures once.
   *
   * @throws ManabiException if {@code directory} does not hold one that TensorFlow can read
   */
  static LoadedModel load(Path directory) {
    if (!Files.isRegularFile(directory.resolve("saved_model.pb"))) {
      throw ManabiException.user(
          directory
              + " holds no SavedModel (there is no saved_model.pb in it); give the directory that a"
              + " training job exported.");
    }
    try {
      SavedModelBundle bundle =
          SavedModelBundle.loader(directory.toString())
              .withTags(TAG)
              .withConfigProto(ON_CALLING_THREAD)
              .load();
      try {
        LoadedModel model = new LoadedModel(bundle);
        model.warmUp();
        return model;
      } catch (RuntimeException e) {
        bundle.close();
        throw e;
      }
    } catch (TensorFlowException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw ManabiException.user(
          "The SavedModel in "
              + directory
              + " cannot be loaded: "
              + TensorFlowFailures.firstLine(e)
              + "; export it again.",
          e);
    }
  }

  /** The first run of a signature is slow, because TensorFlow then optimizes its graph. */
  private void warmUp() {
    for (BoundSignature bound : signatures.values()) {
      Map<String, FlatTensor> inputs = new HashMap<>();
      try {
        bound
            .signature()
            .inputs()
            .forEach((name, spec) -> inputs.put(name, FlatTensor.zeros(spec)));
        run(new PredictRequest(bound.signature(), inputs, AnswerLayout.COLUMNS));
      } catch (RequestFailure refused) {
        // A made-up input may well be refused (an empty string is no image), but the graph has been
        // optimized by then, which is all that this is for.
      }
    }
  }

  MetaGraphDef metaGraph() {
    return bundle.metaGraphDef();
  }

  /**
   * The signature of this name.
   *
   * @throws RequestFailure if there is none
   */
  Signature signature(String name) {
    return bound(name).signature();
  }

  private BoundSignature bound(String name) {
    BoundSignature bound = signatures.get(name);
    if (bound == null) {
      throw RequestFailure.invalid(
          "Serving signature name: \"" + name + "\" not found in signature def");
    }
    return bound;
  }

  /**
   * Runs a signature on the calling thread.
   *
   * @return its outputs by name
   * @throws RequestFailure if TensorFlow refuses the inputs or fails
   */
  Map<String, FlatTensor> run(PredictRequest request) {
    BoundSignature bound = bound(request.signature().name());
    bound.signature().outputs().values().forEach(FlatTensor::requireSupported);
    Session.Runner runner = bundle.session().runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      request
          .inputs()
          .forEach(
              (name, value) -> {
                Tensor tensor = value.toTensor();
                fed.add(tensor);
                runner.feed(bound.input(name), tensor);
              });
      bound.fetches().forEach(runner::fetch);
      try (Result result = runner.run()) {
        Map<String, FlatTensor> outputs = new HashMap<>();
        bound
            .outputs()
            .forEach((name, index) -> outputs.put(name, FlatTensor.copyOf(result.get(index))));
        return outputs;
      }
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      throw TensorFlowFailures.toRequestFailure(e);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
