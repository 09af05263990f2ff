package io.manabi.control.models;

import io.manabi.registry.ModelRegistry;
import io.manabi.registry.VersionFiles;
import io.manabi.registry.files.ModelFiles;
import io.manabi.store.Database;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Keeps models, and has their versions served. What it promises is in the database before it is
 * said, so that another one can go on where this has ended, however it has.
 */
public final class ModelControl implements AutoCloseable {
  private final ModelService models;
  private final VersionService versions;
  private final OperationService operations;
  private final VersionWork work;

  /**
   * Nothing is done before {@link #start}.
   *
   * @param database where models are kept; the caller closes it afterwards
   * @param modelFiles where the files of their versions are
   * @param jobs has a folder for each project, which has one for each job
   * @param deployment has versions served
   */
  public ModelControl(
      Database database, ModelFiles modelFiles, Path jobs, Deployment deployment, Clock clock) {
    ModelRegistry registry = ModelRegistry.in(database, clock);
    VersionFiles files = new VersionFiles(registry, modelFiles);
    work =
        new VersionWork(
            database, clock, files, new WantedModels(registry, files, deployment), deployment);
    operations = new OperationService(registry, clock, this::wake);
    models = new ModelService(registry, operations, this::wake);
    versions = new VersionService(registry, operations, new TrainedBy(jobs), this::wake);
  }

  private void wake() {
    work.wake();
  }

  /** Has all served that is to be, and goes on with operations. */
  public void start() {
    work.start();
  }

  /** What clients ask about models. */
  public ModelService models() {
    return models;
  }

  /** What they ask about versions. */
  public VersionService versions() {
    return versions;
  }

  /** What they ask about operations. */
  public OperationService operations() {
    return operations;
  }

  /** Begins nothing more, and leaves what is not done to whoever comes next. */
  @Override
  public void close() {
    work.close();
  }
}
