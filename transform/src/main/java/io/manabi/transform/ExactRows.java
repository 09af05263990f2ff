package io.manabi.transform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes what a graph computes of a row independent of the rows that are with it, to the last bit.
 * TensorFlow computes many functions with vectors of the processor as long as they are full, and
 * what is left with other instructions, so that the last rows of a batch, or a row alone, have
 * other last bits. And its optimizer makes other operations of some, by what is around them.
 *
 * <ul>
 *   <li>Functions of each number, as the logarithm, get as many zeros behind the numbers that no
 *       vector which has one of the numbers has a gap.
 *   <li>So do the rows of a softmax.
 *   <li>A product of rows and a constant matrix becomes one product for each row.
 *   <li>Constants that numbers are added to, multiplied with or divided by, and sums of products,
 *       are hidden from the optimizer, which would compute in another order, or with reciprocals,
 *       by what it knows of shapes.
 * </ul>
 *
 * <p>Others, as sums over rows, are exact anyway; what works on several rows at once, as a
 * convolution, is not. {@link RowFunction} is exact for anything. Each node keeps its name.
 */
final class ExactRows {
  /** Functions of one number that are computed otherwise where a vector is not full. */
  private static final Set<String> UNARY =
      Set.of(
          "Acos",
          "Acosh",
          "Asin",
          "Asinh",
          "Atan",
          "Atanh",
          "BesselI0",
          "BesselI0e",
          "BesselI1",
          "BesselI1e",
          "BesselJ0",
          "BesselJ1",
          "BesselK0",
          "BesselK0e",
          "BesselK1",
          "BesselK1e",
          "BesselY0",
          "BesselY1",
          "Cos",
          "Cosh",
          "Dawsn",
          "Digamma",
          "Elu",
          "Erf",
          "Erfc",
          "Erfinv",
          "Exp",
          "Expint",
          "Expm1",
          "FresnelCos",
          "FresnelSin",
          "Inv",
          "Lgamma",
          "Log",
          "Log1p",
          "Ndtri",
          "Reciprocal",
          "Relu",
          "Relu6",
          "Rsqrt",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Sinh",
          "Softplus",
          "Softsign",
          "Spence",
          "Tan",
          "Tanh");

  /** The same of two numbers. */
  private static final Set<String> BINARY =
      Set.of("Atan2", "Maximum", "Minimum", "Pow", "Xdivy", "Xlog1py", "Xlogy");

  private static final Set<String> SOFTMAX = Set.of("LogSoftmax", "Softmax");
  private static final Set<String> SUMS = Set.of("Add", "AddN", "AddV2", "Sub");
  private static final Set<String> PRODUCTS = Set.of("Div", "Mul", "RealDiv", "Xdivy");
  private static final Set<DataType> FLOATS =
      Set.of(DataType.DT_BFLOAT16, DataType.DT_HALF, DataType.DT_FLOAT, DataType.DT_DOUBLE);

  private final Graph graph;
  private final GraphDef.Builder result = GraphDef.newBuilder();

  private ExactRows(Graph graph) {
    this.graph = graph;
  }

  /**
   * The graph with exact operations.
   *
   * @param graph tells the shapes
   * @param definition the same graph
   * @param inputs the nodes that have a value for each row
   */
  static GraphDef of(Graph graph, GraphDef definition, Collection<String> inputs) {
    Set<String> ofRows =
        new GraphParts(MetaGraphDef.newBuilder().setGraphDef(definition).build())
            .dependents(inputs);
    ExactRows exact = new ExactRows(graph);
    for (NodeDef node : definition.getNodeList()) {
      exact.add(node, ofRows);
    }
    return definition.toBuilder().clearNode().addAllNode(exact.result.getNodeList()).build();
  }

  private void add(NodeDef node, Set<String> ofRows) {
    DataType type = node.getAttrOrDefault("T", NodeChain.NO_TYPE).getType();
    if (!ofRows.contains(node.getName()) || !FLOATS.contains(type)) {
      result.addNode(node);
      return;
    }
    NodeDef known = withHiddenInputs(node, ofRows);
    if (UNARY.contains(node.getOp()) || BINARY.contains(node.getOp())) {
      filledUp(node, known.getInputList());
    } else if (SOFTMAX.contains(node.getOp()) && rank(node, 0) > 0) {
      filledUpRows(node);
    } else if (isProductOfRows(node) && !ofRows.contains(Subgraph.node(node.getInput(1)))) {
      new NodeChain(result, node).lastProductOfEachRow();
    } else {
      result.addNode(known);
    }
  }

  /** The operation on its numbers in a line with zeros behind them. */
  private void filledUp(NodeDef node, List<String> given) {
    NodeChain chain = new NodeChain(result, node);
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < numbers(node); i++) {
      if (rank(node, i) != 0) {
        many.add(i);
      }
    }
    if (many.isEmpty()) {
      result.addNode(node.toBuilder().clearInput().addAllInput(given));
      return;
    }
    boolean broadcast = many.size() > 1;
    boolean line = !broadcast && rank(node, many.get(0)) == 1;
    String like =
        broadcast ? chain.add("like", "AddV2", given.get(0), given.get(1)) : given.get(many.get(0));
    String shape = chain.shape("shape", like);
    String flat = line ? "" : chain.minusOne();
    List<String> inputs = new ArrayList<>(given);
    for (int i : many) {
      String numbers =
          broadcast ? chain.broadcast("broadcast" + i, inputs.get(i), shape) : inputs.get(i);
      String row = line ? numbers : chain.reshape("flat" + i, numbers, flat);
      inputs.set(i, chain.padded("padded" + i, row, 1));
    }
    String values = chain.same("values", inputs);
    if (line) {
      chain.lastSlice(values, shape, 1);
    } else {
      String length = chain.size("size", shape);
      chain.lastReshape(chain.slice("first", values, length), shape);
    }
  }

  /** The operation on its rows with rows of zeros behind them. */
  private void filledUpRows(NodeDef node) {
    NodeChain chain = new NodeChain(result, node);
    int rank = rank(node, 0);
    String shape = chain.shape("shape", node.getInput(0));
    List<String> inputs = new ArrayList<>(node.getInputList());
    inputs.set(0, chain.padded("padded", inputs.get(0), rank));
    chain.lastSlice(chain.same("values", inputs), shape, rank);
  }

  private boolean isProductOfRows(NodeDef node) {
    return node.getOp().equals("MatMul")
        && !node.getAttrOrDefault("transpose_a", NodeChain.NO_TYPE).getB();
  }

  private NodeDef withHiddenInputs(NodeDef node, Set<String> ofRows) {
    boolean sum = SUMS.contains(node.getOp());
    boolean product = PRODUCTS.contains(node.getOp());
    if (!sum && !product && !BINARY.contains(node.getOp())) {
      return node;
    }
    NodeChain chain = new NodeChain(result, node);
    NodeDef.Builder hidden = node.toBuilder();
    for (int i = 0; i < node.getInputCount() && !node.getInput(i).startsWith("^"); i++) {
      String name = Subgraph.node(node.getInput(i));
      boolean constant = !ofRows.contains(name);
      boolean divisor = product && i == 1 && !node.getOp().equals("Mul");
      boolean term = sum && PRODUCTS.contains(graph.operation(name).type());
      if (constant || divisor || term) {
        hidden.setInput(i, chain.hidden("hidden" + i, node.getInput(i), shape(node, i)));
      }
    }
    return hidden.build();
  }

  /** How many inputs are numbers, not control inputs. */
  private static int numbers(NodeDef node) {
    return BINARY.contains(node.getOp()) ? 2 : 1;
  }

  private int rank(NodeDef node, int input) {
    return shape(node, input).numDimensions();
  }

  private Shape shape(NodeDef node, int input) {
    String tensor = node.getInput(input);
    int colon = tensor.lastIndexOf(':');
    int index = colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    GraphOperation operation = graph.operation(Subgraph.node(tensor));
    return operation.output(index).shape();
  }
}
