package io.manabi.serving;

import io.manabi.serving.codec.FlatTensor;
import io.manabi.serving.codec.RequestFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorProto;

/** The values that a signature has for inputs that a request leaves out. */
final class DefaultInputs {
  private DefaultInputs() {}

  /** The defaults by the name of their input. */
  static Map<String, FlatTensor> of(SignatureDef definition) {
    if (definition.getDefaultsCount() == 0) {
      return Map.of();
    }
    // TensorFlow itself knows best all the ways in which it writes tensors.
    GraphDef.Builder constants = GraphDef.newBuilder();
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, TensorProto> value : definition.getDefaultsMap().entrySet()) {
      constants.addNode(
          NodeDef.newBuilder()
              .setName("default" + names.size())
              .setOp("Const")
              .putAttr("dtype", AttrValue.newBuilder().setType(value.getValue().getDtype()).build())
              .putAttr("value", AttrValue.newBuilder().setTensor(value.getValue()).build()));
      names.add(value.getKey());
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(constants.build());
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner();
        for (int i = 0; i < names.size(); i++) {
          runner.fetch("default" + i);
        }
        Map<String, FlatTensor> defaults = new HashMap<>();
        try (Result result = runner.run()) {
          for (int i = 0; i < names.size(); i++) {
            put(defaults, names.get(i), result.get(i));
          }
        }
        return defaults;
      }
    }
  }

  private static void put(Map<String, FlatTensor> defaults, String name, Tensor value) {
    try {
      defaults.put(name, FlatTensor.copyOf(value));
    } catch (RequestFailure unsupported) {
      // JSON cannot hold this type; whoever calls the signature is told so.
    }
  }
}
