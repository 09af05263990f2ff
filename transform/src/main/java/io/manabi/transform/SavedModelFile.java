package io.manabi.transform;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ExtensionRegistryLite;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** The file {@code saved_model.pb} of a graph without variables. */
final class SavedModelFile {
  private static final String NAME = "saved_model.pb";
  private static final long SCHEMA_VERSION = 1;

  /** A path that was an address, as {@code s3://bucket/folder}, of which one slash is left. */
  private static final Pattern ADDRESS = Pattern.compile("[a-z][-a-z0-9+.]+:/");

  private SavedModelFile() {}

  static void write(Path directory, MetaGraphDef metaGraph, @Nullable String assets) {
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(SCHEMA_VERSION)
            .addMetaGraphs(metaGraph)
            .build();
    AtomicFiles.writeDirectory(
        directory,
        temporary -> {
          for (AssetFileDef asset : metaGraph.getAssetFileDefList()) {
            Path target = Files.createDirectories(assets(temporary)).resolve(asset.getFilename());
            Files.copy(Path.of(requireNonNull(assets), asset.getFilename()), target);
          }
          Files.write(temporary.resolve(NAME), model.toByteArray());
        });
  }

  /** The folder of the files that travel with the graph. */
  static Path assets(Path directory) {
    return directory.resolve("assets");
  }

  static MetaGraphDef read(Path directory) {
    Path file = directory.resolve(NAME);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return SavedModel.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry())
          .getMetaGraphsList()
          .stream()
          .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(FunctionTracer.TAG))
          .findFirst()
          .orElseThrow(
              () ->
                  ManabiException.user(
                      file
                          + " has no graph with the tag '"
                          + FunctionTracer.TAG
                          + "'; give the folder of a compiled preprocessing."));
    } catch (NoSuchFileException e) {
      if (ADDRESS.matcher(file.toString()).lookingAt()) {
        throw ManabiException.user(
            "Cannot read "
                + file
                + ": it is not on this machine, and TensorFlow reads only what is; copy the folder here, and name that.",
            e);
      }
      throw AtomicFiles.cannotRead(file, e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
