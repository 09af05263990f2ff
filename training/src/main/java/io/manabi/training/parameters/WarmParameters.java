package io.manabi.training.parameters;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.training.saved.Checkpoint;
import io.manabi.training.saved.CheckpointDirectory;
import io.manabi.training.saved.Saver;
import io.manabi.training.spec.WarmStart;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gives parameters what another training has learned. */
public final class WarmParameters {
  private static final Logger LOG = LoggerFactory.getLogger(WarmParameters.class);

  private final WarmStart from;
  private final Saver saver;

  private WarmParameters(WarmStart from, Saver saver) {
    this.from = from;
    this.saver = saver;
  }

  /** Builds what reads them. */
  public static WarmParameters build(Ops tf, ParameterStore store, WarmStart from) {
    List<Saver.Entry> entries = new ArrayList<>();
    for (Placed each : Stream.concat(store.placed().stream(), store.parts().stream()).toList()) {
      String name = each.parameter().name();
      if (from.parameters().matcher(name).matches()) {
        entries.add(
            new Saver.Entry(name, each.handle(), TFloat32.class, each.device(), each.slice()));
        if (each.average() != null) {
          entries.add(
              new Saver.Entry(name, each.average(), TFloat32.class, each.device(), each.slice()));
        }
      }
    }
    if (entries.isEmpty()) {
      throw ManabiException.user(
          "The warm start from %s takes parameters named '%s', but the model has none; correct the names."
              .formatted(from.job(), from.parameters()));
    }
    return new WarmParameters(from, Saver.build(tf.withSubScope("warm_start"), entries));
  }

  private Checkpoint checkpoint() {
    if (Files.exists(from.job().resolve("saved_model.pb"))) {
      try {
        return Checkpoint.open(from.job().resolve("variables").resolve("variables"));
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(from.job(), e);
      }
    }
    return new CheckpointDirectory(from.job(), 1)
        .latest(message -> LOG.warn("{}", message))
        .orElseThrow(
            () ->
                ManabiException.user(
                    "There is no checkpoint in %s to begin with; train there first, or correct the warm start."
                        .formatted(from.job())));
  }

  /**
   * Reads them.
   *
   * @throws ManabiException if there is no checkpoint, or it lacks one of them
   */
  public void restore(Session session) {
    Checkpoint checkpoint = checkpoint();
    saver.restorePart(session, checkpoint);
    LOG.info("begins with parameters of {}", checkpoint.prefix());
  }
}
