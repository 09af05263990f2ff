package io.manabi.transform;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedOutputStream;
import io.manabi.core.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph as bytes that are the same for the same computation. What nodes are called is no part of
 * it, for names change with the ops that a user adds before; only those of placeholders are.
 */
final class Fingerprints {
  private static final String ASSET = "assets/";

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
  private final @Nullable String assets;

  private Fingerprints(GraphDef graph, @Nullable String assets) {
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    this.assets = assets;
    out.useDeterministicSerialization();
  }

  /**
   * The nodes, numbered as one comes to them from the tensors, with maps in order, and the content
   * of the files that they name.
   *
   * @param graph all that the tensors need
   * @param tensors what is computed
   * @param assets the folder of the files; null if there are none
   */
  static byte[] canonical(GraphDef graph, List<String> tensors, @Nullable String assets) {
    Fingerprints fingerprints = new Fingerprints(graph, assets);
    try {
      for (String tensor : tensors) {
        fingerprints.out.writeStringNoTag(fingerprints.reference(tensor));
      }
      // Ops that fill lookup tables, which no tensor comes from.
      for (String node : fingerprints.nodes.keySet()) {
        fingerprints.number(node);
      }
      graph.getLibrary().writeTo(fingerprints.out);
      fingerprints.out.flush();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(String.valueOf(assets)), e);
    }
    return fingerprints.bytes.toByteArray();
  }

  /** A tensor or control input, by the number of its node. */
  private String reference(String tensor) throws IOException {
    String node = Subgraph.node(tensor);
    if (!nodes.containsKey(node)) {
      return tensor;
    }
    int begin = tensor.indexOf(node);
    return tensor.substring(0, begin) + number(node) + tensor.substring(begin + node.length());
  }

  /** The number of a node; the first time, the node is written, after those that it needs. */
  private int number(String name) throws IOException {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    numbers.put(name, number);
    NodeDef node = requireNonNull(nodes.get(name));
    NodeDef.Builder canonical = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      canonical.addInput(reference(input));
    }
    if (!node.getOp().startsWith("Placeholder")) {
      canonical.clearName();
    }
    canonical.build().writeTo(out);
    if (assets != null && name.startsWith(ASSET)) {
      Path file =
          Path.of(assets, node.getAttrOrThrow("value").getTensor().getStringVal(0).toStringUtf8());
      out.writeByteArrayNoTag(Files.readAllBytes(file));
    }
    return number;
  }
}
