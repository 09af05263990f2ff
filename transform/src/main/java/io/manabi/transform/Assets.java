package io.manabi.transform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** The files of a graph. In the graph itself there are only their names. */
final class Assets {
  private Assets() {}

  /** The graph with the paths of its files in the place of their names. */
  static MetaGraphDef located(MetaGraphDef metaGraph, @Nullable String folder) {
    if (folder == null || metaGraph.getAssetFileDefCount() == 0) {
      return metaGraph;
    }
    Map<String, String> paths = new HashMap<>();
    for (AssetFileDef asset : metaGraph.getAssetFileDefList()) {
      paths.put(
          Subgraph.node(asset.getTensorInfo().getName()),
          Path.of(folder, asset.getFilename()).toAbsolutePath().toString());
    }
    MetaGraphDef.Builder result = metaGraph.toBuilder();
    GraphDef.Builder graph = result.getGraphDefBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeDef node = graph.getNode(i);
      String path = paths.get(node.getName());
      if (path != null) {
        graph.setNode(i, FrozenValue.constant(node.getName(), path));
      }
    }
    return result.build();
  }
}
