package io.manabi.training.input;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.family.TType;

/**
 * A function of scalars that gives a data set of strings. TensorFlow Java has no functions that
 * give data sets, so it is written as a message here.
 *
 * @param name how the ops that call it name it
 * @param library the function, and those that it calls
 */
record DatasetFunction(String name, FunctionDefLibrary library) {
  private static final String ARGUMENT = "Placeholder";

  /** The name of the output of each op that the functions are made of. */
  private static final Map<String, String> OUTPUTS =
      Map.of(
          "Const",
          "output",
          "TensorSliceDataset",
          "handle",
          "TFRecordDataset",
          "handle",
          "IgnoreErrorsDataset",
          "handle",
          "ShuffleDataset",
          "handle",
          "ParallelInterleaveDatasetV4",
          "handle",
          "Add",
          "z");

  /** A scalar that a function takes, made in the graph of its body; the first one made is first. */
  static <T extends TType> Operand<T> argument(Ops tf, String name, Class<T> type) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.scalar()));
  }

  /**
   * The function that computes what a graph does.
   *
   * @param name another one than those of the functions that it calls
   * @param body its placeholders are the arguments
   * @param records the result, a data set in the graph
   */
  static DatasetFunction of(String name, Graph body, Operand<? extends TType> records) {
    GraphDef graph = body.toGraphDef();
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    OpDef.Builder signature =
        OpDef.newBuilder().setName(name).addOutputArg(typed("records", DataType.DT_VARIANT));
    FunctionDef.Builder function =
        FunctionDef.newBuilder().putRet("records", inside(records.op().name(), nodes));
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals(ARGUMENT)) {
        signature.addInputArg(typed(node.getName(), node.getAttrOrThrow("dtype").getType()));
      } else {
        NodeDef.Builder copy = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> copy.addInput(inside(input, nodes)));
        function.addNodeDef(copy);
      }
    }
    return new DatasetFunction(
        name, graph.getLibrary().toBuilder().addFunction(function.setSignature(signature)).build());
  }

  private static OpDef.ArgDef typed(String name, DataType type) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  /** In a function an input is an argument, or an output of a node by the name it has there. */
  private static String inside(String input, Map<String, NodeDef> nodes) {
    NodeDef node = nodes.get(input);
    if (node == null) {
      throw new IllegalStateException(input);
    }
    if (node.getOp().equals(ARGUMENT)) {
      return input;
    }
    String output = OUTPUTS.get(node.getOp());
    if (output == null) {
      throw new IllegalStateException(node.getOp());
    }
    return input + ":" + output + ":0";
  }

  /**
   * The records of the data sets that the function gives, as a data set of strings.
   *
   * @param tf where to build
   * @param op calls the function for each element of its first input; with the attributes that only
   *     it has
   * @param inputs those of the op
   */
  Operand<? extends TType> mapped(Ops tf, NodeDef.Builder op, List<Operand<?>> inputs) {
    Map<String, Output<?>> outside = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Operand<?> input : inputs) {
      names.add("input" + names.size());
      outside.put(names.get(names.size() - 1) + ":0", input.asOutput());
    }
    AttrValue.ListValue.Builder scalar =
        AttrValue.ListValue.newBuilder().addShape(TensorShapeProto.getDefaultInstance());
    NodeDef.Builder node =
        op.setName("records")
            .addAllInput(names)
            .putAttr(
                "f",
                AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build())
            .putAttr("output_types", types(DataType.DT_STRING))
            .putAttr("output_shapes", AttrValue.newBuilder().setList(scalar).build());
    return GraphImport.into(
            (Graph) tf.scope().env(),
            GraphDef.newBuilder().addNode(node).setLibrary(library).build(),
            tf.scope().makeOpName(name),
            tf.scope().getDeviceString(),
            outside,
            List.of("records:0"))
        .get(0);
  }

  /** An attribute that is a list of types. */
  static AttrValue types(DataType... types) {
    return AttrValue.newBuilder()
        .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
        .build();
  }

  /** An attribute that is a text. */
  static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }
}
