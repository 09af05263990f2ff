package io.manabi.prediction.saved;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * The file {@code saved_model.pb} of a SavedModel.
 *
 * @param directory that holds it
 */
record SavedModelFile(Path directory) {
  private static final String FILE = "saved_model.pb";

  /**
   * Checks that it is there.
   *
   * @throws ManabiException if not
   */
  void requirePresent() {
    if (!Files.isRegularFile(directory.resolve(FILE))) {
      throw ManabiException.user(
          directory
              + " holds no SavedModel (there is no saved_model.pb in it); give the directory that a"
              + " training job exported.");
    }
  }

  /**
   * What the graph with this tag says of itself; nothing if there is none.
   *
   * @throws ManabiException if it cannot be read
   */
  MetaGraphDef metaGraph(String tag) {
    try (InputStream file = Files.newInputStream(directory.resolve(FILE))) {
      return SavedModel.parseFrom(file).getMetaGraphsList().stream()
          .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(tag))
          .findFirst()
          .orElse(MetaGraphDef.getDefaultInstance());
    } catch (IOException e) {
      throw ManabiException.user(
          "The SavedModel in "
              + directory
              + " cannot be loaded: "
              + e.getMessage()
              + "; export it again.",
          e);
    }
  }
}
