package io.manabi.transform;

import com.google.protobuf.CodedOutputStream;
import io.manabi.core.files.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A graph as bytes that are the same for the same graph. */
final class Fingerprints {
  private Fingerprints() {}

  /**
   * The nodes, with maps in order, and the content of the files that they name.
   *
   * @param graph its nodes are in a fixed order
   * @param assets the folder of the files; null if there are none
   */
  static byte[] canonical(GraphDef graph, @Nullable String assets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      for (NodeDef node : graph.getNodeList()) {
        node.writeTo(out);
        if (assets != null && node.getName().startsWith("assets/")) {
          Path file =
              Path.of(
                  assets, node.getAttrOrThrow("value").getTensor().getStringVal(0).toStringUtf8());
          out.writeByteArrayNoTag(Files.readAllBytes(file));
        }
      }
      graph.getLibrary().writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(String.valueOf(assets)), e);
    }
    return bytes.toByteArray();
  }
}
