package io.manabi.control;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.manabi.control.models.DeployedModel;
import io.manabi.control.models.Deployment;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Serves nothing, and looks whether a SavedModel could be read. */
final class ReadableModels implements Deployment {
  /** The number of {@code meta_graphs} in the message SavedModel. */
  private static final int META_GRAPHS = 2;

  @Override
  public void want(List<DeployedModel> models) {}

  @Override
  public CompletableFuture<Void> awaitServed(DeployedModel model, long version) {
    Path file = model.basePath().resolve(Long.toString(version)).resolve("saved_model.pb");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      UnknownFieldSet message = UnknownFieldSet.parseFrom(in);
      return message.hasField(META_GRAPHS)
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(unusable(file));
    } catch (InvalidProtocolBufferException e) {
      return CompletableFuture.failedFuture(unusable(file));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(AtomicFiles.cannotRead(file, e));
    }
  }

  private static ManabiException unusable(Path file) {
    return ManabiException.user(
        file + " is no SavedModel, or broken; create a version of one that an export has made.");
  }
}
