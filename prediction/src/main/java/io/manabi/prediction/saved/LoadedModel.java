package io.manabi.prediction.saved;

import io.manabi.core.ManabiException;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.error.Code;

/** A SavedModel in memory. Any number of threads may run it at once. */
public final class LoadedModel implements AutoCloseable {
  private static final String TAG = "serve";

  /** What one output may have at most, so that an answer does not fill the memory. */
  private static final long MOST_OUTPUT_BYTES = 256L << 20;

  private static final Duration FIRST_RUN = Duration.ofSeconds(5);

  private final SavedModelSession session;
  private final Map<String, BoundSignature> signatures;

  /** The right to run what may wait for others. */
  private final Semaphore waiting = new Semaphore(1);

  private LoadedModel(SavedModelSession session, GraphNodes graph, List<String> endless) {
    this.session = session;
    this.signatures = BoundSignature.allOf(session, graph, endless);
  }

  /**
   * Reads a SavedModel.
   *
   * @param options what it may do
   * @throws ManabiException if {@code directory} does not hold one that TensorFlow can read, it has
   *     other such operations, or there is not enough memory
   */
  public static LoadedModel load(Path directory, LoadOptions options) {
    SavedModelFile file = new SavedModelFile(directory);
    file.requirePresent();
    ModelMemory.requireRoomFor(directory);
    MetaGraphDef metaGraph = file.metaGraph(TAG);
    // Before it is loaded, for that runs what initializes it.
    GuardedOps.check(metaGraph, options.allowedOps());
    GraphNodes graph = new GraphNodes(metaGraph.getGraphDef());
    List<String> endless = BoundSignature.endless(metaGraph, graph);
    try {
      SavedModelSession session =
          SavedModelSession.load(directory, TAG, threads(endless, options.intraOpParallelism()));
      try {
        return new LoadedModel(session, graph, endless);
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (PredictionFailure | IllegalArgumentException e) {
      throw ManabiException.user(
          "The SavedModel in "
              + directory
              + " cannot be loaded: "
              + e.getMessage()
              + "; export it again.",
          e);
    }
  }

  private static ConfigProto threads(List<String> endless, int ofOneOperation) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder().setIntraOpParallelismThreads(ofOneOperation);
    endless.forEach(
        signature ->
            config
                .addSessionInterOpThreadPoolBuilder()
                .setNumThreads(Runtime.getRuntime().availableProcessors()));
    return config.build();
  }

  /**
   * Runs each signature once with made-up inputs: the first run is slow, because TensorFlow then
   * optimizes its graph.
   */
  public void runEachOnce() {
    for (BoundSignature bound : signatures.values()) {
      Map<String, FlatTensor> inputs = new TreeMap<>();
      try {
        bound.signature().inputs().forEach((name, spec) -> inputs.put(name, MadeUp.of(spec)));
        run(call(bound.signature().name(), inputs, List.of()), Deadline.after(FIRST_RUN));
      } catch (PredictionFailure refused) {
        // A made-up input may well be refused (an empty string is no image), but the graph has been
        // optimized by then, which is all that this is for.
      }
    }
  }

  /** What the SavedModel says of itself. */
  public MetaGraphDef metaGraph() {
    return session.metaGraph();
  }

  /** The names of all signatures that can be called. */
  public Set<String> signatureNames() {
    return signatures.keySet();
  }

  /**
   * The signature of this name.
   *
   * @param name empty for {@value Signature#DEFAULT_NAME}
   * @throws PredictionFailure if there is none
   */
  public Signature signature(String name) {
    return bound(name).signature();
  }

  private BoundSignature bound(String name) {
    String wanted = name.isEmpty() ? Signature.DEFAULT_NAME : name;
    BoundSignature bound = signatures.get(wanted);
    if (bound == null) {
      throw PredictionFailure.invalid(
          "Serving signature name: \"" + wanted + "\" not found in signature def");
    }
    return bound;
  }

  /**
   * Holds a request against a signature.
   *
   * @param inputs the inputs by name; those with a default may be missing
   * @param outputFilter the names of the outputs that are wanted; empty for all
   * @throws PredictionFailure if a name is unknown or missing, or a type another one
   */
  public SignatureCall call(
      String signatureName, Map<String, FlatTensor> inputs, List<String> outputFilter) {
    Signature signature = signature(signatureName);
    Set<String> outputs = new HashSet<>();
    for (String output : outputFilter) {
      if (!signature.outputs().containsKey(output)) {
        throw PredictionFailure.invalid(
            "output tensor alias not found in signature: "
                + output
                + " Outputs expected to be in the set {"
                + String.join(",", signature.outputs().keySet())
                + "}.");
      }
      if (!outputs.add(output)) {
        throw PredictionFailure.invalid("duplicate output tensor alias: " + output);
      }
    }
    return new SignatureCall(
        signature,
        List.copyOf(new TreeMap<>(Inputs.complete(signature, inputs)).values()),
        (outputs.isEmpty() ? signature.outputs().keySet() : outputs).stream().sorted().toList());
  }

  /**
   * Runs a call on the calling thread, which waits until the deadline at most if the graph has
   * loops or waits; other graphs end by themselves.
   *
   * @return the outputs that are wanted, by name
   * @throws PredictionFailure if TensorFlow refuses the inputs or fails, or the deadline has passed
   */
  public Map<String, FlatTensor> run(SignatureCall call, Deadline deadline) {
    if (deadline.isOver()) {
      throw new PredictionFailure(
          Code.DEADLINE_EXCEEDED, "The deadline passed before the request was run");
    }
    BoundSignature bound = bound(call.signature().name());
    List<FlatTensor> results;
    try {
      results = bound.waits() ? runWaiting(bound, call, deadline) : run(bound, call, deadline);
    } catch (PredictionFailure e) {
      // What waits says that it was cancelled when the time was up.
      throw e.code() == Code.CANCELLED && deadline.isOver()
          ? new PredictionFailure(Code.DEADLINE_EXCEEDED, "Operation timed out: " + e.getMessage())
          : e;
    }
    Map<String, FlatTensor> named = new TreeMap<>();
    for (int i = 0; i < results.size(); i++) {
      named.put(call.outputs().get(i), results.get(i));
    }
    return named;
  }

  private List<FlatTensor> run(BoundSignature bound, SignatureCall call, Deadline deadline) {
    byte[] options =
        bound.options().toBuilder().setTimeoutInMs(deadline.millisLeft()).build().toByteArray();
    return session.run(
        options, bound.inputs(), call.inputs(), bound.outputs(call.outputs()), MOST_OUTPUT_BYTES);
  }

  /**
   * One after the other. TensorFlow's queues know who waits by an address on the stack of its
   * thread. One that was cancelled stays in the list behind an older one that still waits; then the
   * next of the same thread, which has the same address, cannot be cancelled and never ends.
   */
  private List<FlatTensor> runWaiting(BoundSignature bound, SignatureCall call, Deadline deadline) {
    try {
      if (!waiting.tryAcquire(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
        throw new PredictionFailure(
            Code.DEADLINE_EXCEEDED,
            "The deadline passed while another request waits for its input");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PredictionFailure(Code.CANCELLED, "The thread of the request was interrupted");
    }
    try {
      return run(bound, call, deadline);
    } finally {
      waiting.release();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
