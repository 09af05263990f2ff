package io.manabi.transform;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Some nodes in the place of one: the others are called {@code name/rows/…}, the last has the name,
 * the device and the control inputs of the one, so that whoever uses it needs no change.
 */
final class NodeChain {
  /** No attribute. */
  static final AttrValue NO_TYPE = AttrValue.getDefaultInstance();

  /** As many as the longest vectors of processors have numbers, of the smallest type. */
  private static final int PADDING = 32;

  private static final AttrValue INT32 = type(DataType.DT_INT32);

  private final GraphDef.Builder graph;
  private final NodeDef node;
  private final AttrValue type;

  /**
   * A chain.
   *
   * @param graph where the nodes go
   * @param node what they replace
   */
  NodeChain(GraphDef.Builder graph, NodeDef node) {
    this.graph = graph;
    this.node = node;
    this.type = node.getAttrOrThrow("T");
  }

  /** An operation on tensors of the type of the node; gives its name, as all others do. */
  String add(String name, String op, String... inputs) {
    return put(node(name, op, inputs).putAttr("T", type));
  }

  /** The node itself with other inputs. */
  String same(String name, List<String> inputs) {
    return put(node.toBuilder().setName(path(name)).clearInput().addAllInput(inputs));
  }

  String shape(String name, String of) {
    return put(node(name, "Shape", of).putAttr("T", type).putAttr("out_type", INT32));
  }

  /** The number of elements of a shape, [1]. */
  String size(String name, String shape) {
    return put(
        node(name, "Prod", shape, ints("axis", 0))
            .putAttr("T", INT32)
            .putAttr("Tidx", INT32)
            .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()));
  }

  String broadcast(String name, String value, String shape) {
    return put(node(name, "BroadcastTo", value, shape).putAttr("T", type).putAttr("Tidx", INT32));
  }

  String reshape(String name, String value, String shape) {
    return put(reshaped(name, value, shape));
  }

  /** The shape of all numbers in a line. */
  String minusOne() {
    return ints("line", -1);
  }

  /** Zeros behind the first dimension. */
  String padded(String name, String value, int rank) {
    int[] paddings = new int[2 * rank];
    paddings[1] = PADDING;
    return put(
        node(name, "Pad", value, ints(name + "/paddings", Shape.of(rank, 2), paddings))
            .putAttr("T", type)
            .putAttr("Tpaddings", INT32));
  }

  /** The first of the numbers in a line. */
  String slice(String name, String value, String size) {
    return put(sliced(name, value, size, 1));
  }

  /** A tensor that the optimizer takes for one that may change. */
  String hidden(String name, String value, Shape shape) {
    return put(
        node(name, "PlaceholderWithDefault", value)
            .putAttr("dtype", type)
            .putAttr("shape", AttrValue.newBuilder().setShape(proto(shape)).build()));
  }

  void lastSlice(String value, String size, int rank) {
    putLast(sliced("last", value, size, rank));
  }

  void lastReshape(String value, String shape) {
    putLast(reshaped("last", value, shape));
  }

  /** Of a product of two matrices: each row of the first as a matrix of one row. */
  void lastProductOfEachRow() {
    String rows =
        put(
            node("rows", "ExpandDims", node.getInput(0), ints("axis", Shape.scalar(), 1))
                .putAttr("T", type)
                .putAttr("Tdim", INT32));
    String products =
        put(
            node("products", "BatchMatMulV2", rows, node.getInput(1))
                .putAttr("T", type)
                .putAttr("adj_y", node.getAttrOrDefault("transpose_b", NO_TYPE)));
    AttrValue.ListValue axes = AttrValue.ListValue.newBuilder().addI(1).build();
    putLast(
        node("last", "Squeeze", products)
            .putAttr("T", type)
            .putAttr("squeeze_dims", AttrValue.newBuilder().setList(axes).build()));
  }

  private NodeDef.Builder reshaped(String name, String value, String shape) {
    return node(name, "Reshape", value, shape).putAttr("T", type).putAttr("Tshape", INT32);
  }

  private NodeDef.Builder sliced(String name, String value, String size, int rank) {
    return node(name, "Slice", value, ints(name + "/begin", new int[rank]), size)
        .putAttr("T", type)
        .putAttr("Index", INT32);
  }

  private NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(path(name))
        .setOp(op)
        .setDevice(node.getDevice())
        .addAllInput(List.of(inputs));
  }

  private String put(NodeDef.Builder made) {
    graph.addNode(made);
    return made.getName();
  }

  private void putLast(NodeDef.Builder last) {
    node.getInputList().stream().filter(input -> input.startsWith("^")).forEach(last::addInput);
    graph.addNode(last.setName(node.getName()));
  }

  private String path(String name) {
    return node.getName() + "/rows/" + name;
  }

  private String ints(String name, int... values) {
    return ints(name, Shape.of(values.length), values);
  }

  private String ints(String name, Shape shape, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(proto(shape))
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    return put(
        node(name, "Const")
            .putAttr("dtype", INT32)
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static TensorShapeProto proto(Shape shape) {
    TensorShapeProto.Builder result = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      return result.setUnknownRank(true).build();
    }
    for (long size : shape.asArray()) {
      result.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return result.build();
  }
}
