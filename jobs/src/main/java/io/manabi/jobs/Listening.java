package io.manabi.jobs;

import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of a job, and sees to it that one that throws harms nobody. */
final class Listening implements JobListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Listening.class);

  private final String job;
  private final JobListener listener;

  Listening(String job, JobListener listener) {
    this.job = job;
    this.listener = listener;
  }

  @Override
  public void restarting(String message) {
    safely(() -> listener.restarting(message));
  }

  @Override
  public void progressed(JobProgress progress) {
    safely(() -> listener.progressed(progress));
  }

  <S> BiConsumer<S, S> safe(BiConsumer<S, S> changed) {
    return (before, after) -> safely(() -> changed.accept(before, after));
  }

  private void safely(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      LOGGER.error("A listener of job {} failed; the job goes on.", job, e);
    }
  }
}
