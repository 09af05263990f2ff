package io.manabi.training.input;

import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphImport;
import org.tensorflow.Operand;
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
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The function from the number of an epoch and a seed to the records of the epoch in their order.
 * TensorFlow Java has no functions that give a data set, so it is written as a message here.
 *
 * @param definition the function
 */
record EpochFunction(FunctionDef definition) {
  private static final String NAME = "records_of_epoch";
  private static final String EPOCH = "epoch";
  private static final String SEED = "seed";

  /** The name of the output of each op that the function is made of. */
  private static final Map<String, String> OUTPUTS =
      Map.of(
          "Const",
          "output",
          "TFRecordDataset",
          "handle",
          "IgnoreErrorsDataset",
          "handle",
          "ShuffleDataset",
          "handle",
          "Add",
          "z");

  static EpochFunction of(RecordFiles files, int shuffleBuffer) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt64> epoch = argument(tf, EPOCH);
      Operand<TInt64> seed = argument(tf, SEED);
      String result =
          graph
              .opBuilder("ShuffleDataset", "shuffled", tf.scope())
              .addInput(files.dataset(tf).asOutput())
              .addInput(tf.constant((long) shuffleBuffer).asOutput())
              .addInput(seed.asOutput())
              // Both seeds 0 would mean another order each time.
              .addInput(tf.math.add(epoch, tf.constant(1L)).asOutput())
              .setAttr("reshuffle_each_iteration", false)
              .setAttr("output_types", new DataType[] {DataType.DT_STRING})
              .setAttr("output_shapes", new Shape[] {Shape.scalar()})
              .build()
              .name();
      return new EpochFunction(definition(graph.toGraphDef(), result));
    }
  }

  private static Operand<TInt64> argument(Ops tf, String name) {
    return tf.withName(name).placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  /** In a function an input is an argument, or an output of a node by the name it has there. */
  private static FunctionDef definition(GraphDef graph, String result) {
    FunctionDef.Builder function =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName(NAME)
                    .addInputArg(argument(EPOCH, DataType.DT_INT64))
                    .addInputArg(argument(SEED, DataType.DT_INT64))
                    .addOutputArg(argument("records", DataType.DT_VARIANT)))
            .putRet("records", result + ":handle:0");
    for (NodeDef node : graph.getNodeList()) {
      if (!node.getOp().equals("Placeholder")) {
        NodeDef.Builder inside = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> inside.addInput(inside(input, graph)));
        function.addNodeDef(inside);
      }
    }
    return function.build();
  }

  private static OpDef.ArgDef argument(String name, DataType type) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  private static String inside(String input, GraphDef graph) {
    if (input.equals(EPOCH) || input.equals(SEED)) {
      return input;
    }
    NodeDef node =
        graph.getNodeList().stream()
            .filter(each -> each.getName().equals(input))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(input));
    String output = OUTPUTS.get(node.getOp());
    if (output == null) {
      throw new IllegalStateException(node.getOp());
    }
    return input + ":" + output + ":0";
  }

  /** The records of all epochs, one after the other, as a data set of strings. */
  Operand<? extends TType> flatMap(Ops tf, Operand<? extends TType> epochs, Operand<TInt64> seed) {
    AttrValue.ListValue.Builder scalar =
        AttrValue.ListValue.newBuilder().addShape(TensorShapeProto.getDefaultInstance());
    NodeDef node =
        NodeDef.newBuilder()
            .setName("records")
            .setOp("FlatMapDataset")
            .addInput("epochs")
            .addInput("seed")
            .putAttr("f", attr(NameAttrList.newBuilder().setName(NAME)))
            .putAttr("Targuments", types(DataType.DT_INT64))
            .putAttr("output_types", types(DataType.DT_STRING))
            .putAttr("output_shapes", AttrValue.newBuilder().setList(scalar).build())
            .build();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(node)
            .setLibrary(FunctionDefLibrary.newBuilder().addFunction(definition))
            .build();
    return GraphImport.into(
            (Graph) tf.scope().env(),
            graph,
            tf.scope().makeOpName("epochs"),
            tf.scope().getDeviceString(),
            Map.of("epochs:0", epochs.asOutput(), "seed:0", seed.asOutput()),
            List.of("records:0"))
        .get(0);
  }

  private static AttrValue attr(NameAttrList.Builder function) {
    return AttrValue.newBuilder().setFunc(function).build();
  }

  private static AttrValue types(DataType type) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(type)).build();
  }
}
