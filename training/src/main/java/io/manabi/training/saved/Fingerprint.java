package io.manabi.training.saved;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.GraphOps;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.VersionDef;
import org.tensorflow.types.TUint8;

/** What a SavedModel is known by in {@code fingerprint.pb}, by the hash of TensorFlow's own. */
final class Fingerprint {
  private static final int PRODUCER = 1;

  private Fingerprint() {}

  /**
   * The fingerprint of a model.
   *
   * @param model the model
   * @param bytes its file
   * @param index the file {@code variables.index}
   */
  static FingerprintDef of(SavedModel model, byte[] bytes, byte[] index) throws IOException {
    MetaGraphDef meta = model.getMetaGraphs(0);
    ByteArrayOutputStream signatures = new ByteArrayOutputStream();
    for (Map.Entry<String, SignatureDef> each :
        new TreeMap<>(meta.getSignatureDefMap()).entrySet()) {
      signatures.writeBytes(deterministic(each.getValue()));
    }
    return FingerprintDef.newBuilder()
        .setSavedModelChecksum(hash(bytes))
        .setGraphDefProgramHash(hash(deterministic(meta.getGraphDef())))
        .setSignatureDefHash(hash(signatures.toByteArray()))
        .setCheckpointHash(hash(index))
        .setVersion(VersionDef.newBuilder().setProducer(PRODUCER))
        .build();
  }

  /** A message as bytes that are the same for the same message. */
  static byte[] deterministic(Message message) throws IOException {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    message.writeTo(out);
    out.flush();
    return bytes;
  }

  private static long hash(byte[] bytes) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      Operand<TUint8> data = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(1, -1)));
      Operand<TUint8> hash = tf.fingerprint(data, tf.constant("farmhash64"));
      byte[] result = new byte[Long.BYTES];
      try (Session session = new Session(graph);
          TUint8 fed = TUint8.tensorOf(Shape.of(1, bytes.length), DataBuffers.of(bytes));
          Result run = session.runner().feed(data, fed).fetch(hash).run()) {
        ((TUint8) run.get(0)).copyTo(DataBuffers.of(result));
      }
      return ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
  }
}
