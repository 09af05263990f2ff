package io.manabi.prediction.saved;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_LoadSessionFromSavedModel;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OK;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.error.Code;

/**
 * A SavedModel in TensorFlow's memory and a session on it. It calls the C API itself, for
 * TensorFlow Java's session knows half of the types, and tells less of what went wrong. Any number
 * of threads may run it at once.
 */
@SuppressWarnings(
    "try") // Scopes are there to be closed: they free the native objects made in them.
final class SavedModelSession implements AutoCloseable {
  private final TF_Graph graph;
  private final TF_Session session;
  private final MetaGraphDef metaGraph;

  private SavedModelSession(TF_Graph graph, TF_Session session, MetaGraphDef metaGraph) {
    this.graph = graph;
    this.session = session;
    this.metaGraph = metaGraph;
  }

  /** A tensor of the graph that can be fed and fetched. */
  record Place(TF_Operation operation, int index) {}

  /**
   * Reads a SavedModel, restores its variables and runs its initializers.
   *
   * @param tag of the graph among those that the SavedModel has, such as {@code serve}
   * @throws PredictionFailure if TensorFlow cannot
   */
  static SavedModelSession load(Path directory, String tag, ConfigProto config) {
    TensorFlow.version(); // Loads the native library.
    TF_Graph graph = TF_NewGraph();
    TF_SessionOptions options = TF_NewSessionOptions();
    TF_Buffer metaGraph = TF_NewBuffer();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      BytePointer bytes = new BytePointer(config.toByteArray());
      TF_SetConfig(options, bytes, bytes.capacity(), status);
      check(status);
      TF_Session session =
          TF_LoadSessionFromSavedModel(
              options,
              null,
              new BytePointer(directory.toString()),
              new PointerPointer<BytePointer>(tag),
              1,
              graph,
              metaGraph,
              status);
      check(status);
      SavedModelSession loaded =
          new SavedModelSession(
              graph, session, MetaGraphDef.parseFrom(metaGraph.dataAsByteBuffer()));
      graph = null;
      return loaded;
    } catch (InvalidProtocolBufferException e) {
      throw new PredictionFailure(Code.DATA_LOSS, "The graph is no message: " + e.getMessage());
    } finally {
      TF_DeleteBuffer(metaGraph);
      TF_DeleteSessionOptions(options);
      if (graph != null) {
        TF_DeleteGraph(graph);
      }
    }
  }

  MetaGraphDef metaGraph() {
    return metaGraph;
  }

  /**
   * Finds a tensor by its name in the graph, such as {@code dense/Softmax:0}.
   *
   * @throws PredictionFailure if the graph has none of that name
   */
  Place find(String tensor) {
    int colon = tensor.lastIndexOf(':');
    String name = colon < 0 ? tensor : tensor.substring(0, colon);
    int index = colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    try (BytePointer bytes = new BytePointer(name)) {
      TF_Operation operation = TF_GraphOperationByName(graph, bytes);
      if (operation == null || index >= TF_OperationNumOutputs(operation)) {
        throw PredictionFailure.invalid(
            "a signature names " + tensor + ", which is not in the graph");
      }
      return new Place(operation, index);
    }
  }

  /**
   * Runs the graph, on the calling thread unless the options say otherwise.
   *
   * @param options {@code RunOptions}, encoded
   * @param fed what is put in the places of {@code inputs}
   * @param mostBytes what an output may have at most
   * @return one tensor for each of {@code outputs}
   * @throws PredictionFailure if TensorFlow refuses the inputs or fails, or an output is too large
   */
  List<FlatTensor> run(
      byte[] options, Places inputs, List<FlatTensor> fed, Places outputs, long mostBytes) {
    RunMemory memory = RunMemory.ofThread();
    List<TF_Tensor> owned = new ArrayList<>(inputs.count() + outputs.count());
    try {
      fed.forEach(tensor -> owned.add(NativeTensors.copyIn(tensor)));
      TF_SessionRun(
          session,
          memory.options(options),
          inputs.handles(),
          memory.feeds(owned),
          inputs.count(),
          outputs.handles(),
          memory.fetches(outputs.count()),
          outputs.count(),
          (PointerPointer<?>) null,
          0,
          null,
          memory.status());
      check(memory.status());
      List<TF_Tensor> fetched = memory.fetched(outputs.count());
      owned.addAll(fetched);
      List<FlatTensor> results = new ArrayList<>(fetched.size());
      fetched.forEach(tensor -> results.add(NativeTensors.copyOut(tensor, mostBytes)));
      return results;
    } finally {
      owned.forEach(tensor -> TF_DeleteTensor(tensor));
    }
  }

  private static void check(TF_Status status) {
    int code = TF_GetCode(status);
    if (code != TF_OK) {
      @Nullable Code known = Code.forNumber(code);
      String message = TF_Message(status).getString();
      // The lines below are a stack trace of the graph.
      throw new PredictionFailure(
          known == null ? Code.UNKNOWN : known, message.lines().findFirst().orElse("").strip());
    }
  }

  @Override
  public void close() {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_CloseSession(session, status);
      TF_DeleteSession(session, status);
    }
    TF_DeleteGraph(graph);
  }
}
