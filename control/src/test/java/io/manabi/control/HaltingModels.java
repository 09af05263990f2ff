package io.manabi.control;

import io.manabi.control.messages.ModelResource;
import io.manabi.control.messages.OperationResource;
import io.manabi.control.messages.Page;
import io.manabi.control.messages.VersionResource;
import io.manabi.control.models.DeployedModel;
import io.manabi.control.models.Deployment;
import io.manabi.control.models.ModelControl;
import io.manabi.registry.ModelName;
import io.manabi.registry.files.ModelFiles;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for what a program before has left, creates a version, and sees it into service, unless it
 * is killed first: at one of the calls by which it asks for the time or tells prediction servers
 * something.
 */
final class HaltingModels {
  /** As after SIGKILL. */
  static final int HALTED = 137;

  static final ModelName MODEL = new ModelName("shop", "MNIST");

  private static final Page.Request FIRST = new Page.Request(0, "");

  private final AtomicInteger left = new AtomicInteger();

  private HaltingModels() {}

  /**
   * The program.
   *
   * @param args the folder, the folder of a SavedModel, and at which step to halt
   */
  public static void main(String... args) throws Exception {
    HaltingModels halting = new HaltingModels();
    Path folder = Path.of(args[0]);
    try (Database database = Database.open(DatabaseAddress.directory(folder.resolve("database")));
        ModelControl control =
            new ModelControl(
                database,
                new ModelFiles(folder.resolve("models"), Optional.empty()),
                folder.resolve("jobs"),
                halting.deployment(new ReadableModels()),
                halting.clock())) {
      if (control.models().list(MODEL.project(), "", FIRST).models().isEmpty()) {
        control
            .models()
            .create(
                MODEL.project(),
                new ModelResource(MODEL.id(), null, null, null, null, null, null, null, null));
      }
      control.start();
      awaitAll(control);
      halting.left.set(Integer.parseInt(args[2]));
      VersionResource version =
          new VersionResource(
              "v" + args[2],
              null,
              null,
              args[1],
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null);
      control.versions().create(MODEL, version, Optional.empty());
      awaitAll(control);
    }
  }

  private static void awaitAll(ModelControl control) throws InterruptedException {
    while (!control.operations().list(MODEL.project(), "", FIRST).operations().stream()
        .allMatch(OperationResource::done)) {
      Thread.sleep(20);
    }
  }

  private void step() {
    if (left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(HALTED);
    }
  }

  private Deployment deployment(Deployment real) {
    return new Deployment() {
      @Override
      public void want(List<DeployedModel> models) {
        step();
        real.want(models);
      }

      @Override
      public CompletableFuture<Void> awaitServed(DeployedModel model, long version) {
        step();
        return real.awaitServed(model, version).thenRun(HaltingModels.this::step);
      }
    };
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        step();
        return Clock.systemUTC().instant();
      }
    };
  }
}
