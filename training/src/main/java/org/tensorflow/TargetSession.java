package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetTarget;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/** Opens sessions on a TensorFlow server of a cluster. */
public final class TargetSession {
  private TargetSession() {}

  /**
   * A session that runs {@code graph} on the cluster of the server at {@code target}. It connects
   * at its first run, which blocks until every task that the device filters of {@code config} let
   * through is there.
   *
   * @param graph the graph to run
   * @param target the address of a server, such as {@code grpc://127.0.0.1:2222}
   * @param config options of the session
   */
  @SuppressWarnings("try") // The scope frees the native options when it closes; nobody calls it.
  public static Session open(Graph graph, String target, ConfigProto config) {
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = graph.ref()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetTarget(options, target);
      BytePointer bytes = new BytePointer(config.toByteArray());
      TF_SetConfig(options, bytes, bytes.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(reference.nativeHandle(), options, status);
      status.throwExceptionIfNotOK();
      session.retainReference();
      return new Session(graph, session);
    }
  }
}
