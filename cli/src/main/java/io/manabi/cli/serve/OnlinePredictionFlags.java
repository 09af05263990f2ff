package io.manabi.cli.serve;

import io.manabi.control.servers.PredictionServers;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.Location;
import io.manabi.gateway.routes.Routes;
import io.manabi.pipelines.passes.Runner;
import io.manabi.registry.files.ModelFiles;
import io.manabi.web.WebServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how models are served by {@code manabi up}. */
final class OnlinePredictionFlags {
  @Option(
      names = "--prediction-servers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How many processes serve the models, from the first version on (default:"
              + " ${DEFAULT-VALUE}). One that ends is started again.")
  private int count = 2;

  @Option(
      names = "--routes-file",
      paramLabel = "FILE",
      description =
          "Splits, shadows and quotas as of manabi gateway, for models called PROJECT.MODEL; a split"
              + " takes the place of the default version.")
  private @Nullable Path routesFile;

  @Option(
      names = "--file-system-option",
      paramLabel = "OPTION",
      description =
          "An option of a file system of another machine that versions are created from or kept in,"
              + " as --awsRegion=eu-west-1 or --endpoint=http://storage:9000; may be repeated.")
  private List<String> fileSystemOptions = List.of();

  @Option(
      names = "--model-store",
      paramLabel = "LOCATION",
      description =
          "Where the files of versions are kept besides --dir, for servers of other machines that"
              + " share --database: a folder that all see, or as s3://bucket/models. A file that is"
              + " missing there is copied from the version's origin (default: in --dir alone).")
  private @Nullable String modelStore;

  /**
   * Makes what they say.
   *
   * @param folder where the servers' configuration and logs are; those of a further server of the
   *     same folder are in a folder of their own in it
   * @param limitFlags for the servers too
   */
  OnlinePrediction open(WebServerSettings settings, Path folder, LimitFlags limitFlags) {
    if (!fileSystemOptions.isEmpty()) {
      new Runner("direct", fileSystemOptions).registerFileSystems();
    }
    List<String> limits = limitFlags.arguments();
    Path own = folder;
    Optional<FolderLock> lock = lock(own);
    for (int next = 2; lock.isEmpty(); next++) {
      own = folder.resolve(String.valueOf(next));
      lock = lock(own);
    }
    return new OnlinePrediction(
        settings,
        Routes.ofProjects(routesFile),
        new PredictionServers.Settings(
            own, count, (address, models) -> ServeProgram.command(count, address, models, limits)),
        lock.get());
  }

  /**
   * Where the files of versions are.
   *
   * @param folder of this server
   */
  ModelFiles modelFiles(Path folder) {
    return new ModelFiles(folder, Optional.ofNullable(modelStore).map(Location::of));
  }

  private static Optional<FolderLock> lock(Path folder) {
    try {
      return FolderLock.tryHold(folder, ".lock");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }
}
