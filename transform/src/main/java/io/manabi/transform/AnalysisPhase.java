package io.manabi.transform;

import io.manabi.core.Column;
import io.manabi.core.ColumnValues;
import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/** A pass over the data: the analyzers that can be computed in it. */
public final class AnalysisPhase implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MetaGraphDef metaGraph;
  private final @Nullable String assets;
  private final List<AnalyzerNode> nodes;

  AnalysisPhase(MetaGraphDef metaGraph, @Nullable String assets, List<AnalyzerNode> nodes) {
    this.metaGraph = metaGraph;
    this.assets = assets;
    this.nodes = nodes;
  }

  /** The same with its files, if it has any, in another folder, as on another machine. */
  public AnalysisPhase withFiles(Path folder) {
    return new AnalysisPhase(metaGraph, folder.toString(), nodes);
  }

  /** Accumulators of no data. */
  public Accumulators create() {
    return new Accumulators(
        nodes.stream().<Node<?>>map(node -> Node.of(node, node.analyzer())).toList());
  }

  /** Opens what computes the inputs of the analyzers. */
  public AnalysisSession open() {
    return new AnalysisSession(metaGraph, assets, nodes);
  }

  /** The columns that the analyzers read, sorted by name. */
  public Schema inputs() {
    return inputs(metaGraph, nodes);
  }

  /** The columns that some analyzers read, sorted by name. */
  static Schema inputs(MetaGraphDef metaGraph, List<AnalyzerNode> nodes) {
    Map<String, Column> columns = new TreeMap<>();
    List<String> tensors = nodes.stream().flatMap(node -> node.tensors().stream()).toList();
    GraphParts parts = new GraphParts(metaGraph);
    for (SignatureDef signature : metaGraph.getSignatureDefMap().values()) {
      List<InputFeed> inputs = InputFeed.of(signature);
      Set<String> needed =
          parts.dependencies(tensors, inputs.stream().map(InputFeed::node).toList());
      inputs.stream()
          .filter(input -> needed.contains(input.node()))
          .forEach(input -> columns.put(input.column().name(), input.column()));
    }
    return new Schema(List.copyOf(columns.values()));
  }

  /** The number of analyzers. */
  public int size() {
    return nodes.size();
  }

  /**
   * What each analyzer computes, of what, as a digest: accumulators of the same data with the same
   * digest are the same. Values that former phases found are part of it.
   */
  public List<String> fingerprints() {
    GraphParts parts = new GraphParts(metaGraph);
    return nodes.stream().map(node -> fingerprint(parts, node)).toList();
  }

  private String fingerprint(GraphParts parts, AnalyzerNode node) {
    MessageDigest digest = Sha256.digest();
    Subgraph needed = parts.of(node.tensors(), Set.of());
    digest.update(Fingerprints.canonical(needed.graph(), node.tensors(), assets));
    StringBuilder rest = new StringBuilder();
    for (AnalyzerNode.Input input : node.inputs()) {
      rest.append(input.tensors().size()).append(' ').append(input.column()).append(' ');
    }
    rest.append(node.analyzer().getClass().getName()).append(' ').append(node.analyzer());
    digest.update(rest.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * An analyzer with its accumulator.
   *
   * @param <A> the accumulator
   */
  static final class Node<A> {
    private final AnalyzerNode definition;
    private final Analyzer<A> analyzer;
    private A accumulator;

    private Node(AnalyzerNode definition, Analyzer<A> analyzer) {
      this.definition = definition;
      this.analyzer = analyzer;
      this.accumulator = analyzer.create();
    }

    static <A> Node<A> of(AnalyzerNode definition, Analyzer<A> analyzer) {
      return new Node<>(definition, analyzer);
    }

    AnalyzerNode definition() {
      return definition;
    }

    void check(List<ColumnValues> inputs) {
      try {
        analyzer.check(inputs);
      } catch (ManabiException e) {
        throw e;
      } catch (RuntimeException e) { // A user's analyzer may throw anything.
        throw ManabiException.user(
            "The analyzer " + analyzer + " refuses a batch: " + reason(e) + ".", e);
      }
    }

    /** What an analyzer has added of a batch nobody can take away: the pass cannot go on. */
    void add(List<ColumnValues> inputs) {
      try {
        analyzer.add(accumulator, inputs);
      } catch (RuntimeException e) {
        if (e instanceof ManabiException known && known.code() != ErrorCode.USER) {
          throw known;
        }
        throw ManabiException.internal(
            String.format(
                Locale.ROOT,
                "The analyzer %s fails as it adds a batch of %d rows: %s; its check must refuse rows that it cannot add.",
                analyzer,
                inputs.get(0).splits().rows(),
                reason(e)),
            e);
      }
    }

    private static String reason(RuntimeException failure) {
      return failure instanceof ManabiException
          ? Failures.firstLine(failure)
          : failure.getClass().getSimpleName() + " (" + Failures.firstLine(failure) + ")";
    }

    byte[] encode() {
      return analyzer.encode(accumulator);
    }

    void merge(byte[] encoded) {
      accumulator = analyzer.merge(accumulator, analyzer.decode(encoded));
    }

    List<Analyzer.Value> extract() {
      return analyzer.extract(accumulator);
    }
  }
}
