package io.manabi.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterLockTest {
  @TempDir Path job;

  @Test
  void refusesASecondMasterOfAJob() throws Exception {
    MasterLock first = MasterLock.await(job, Duration.ZERO);
    assertThatThrownBy(() -> MasterLock.await(job, Duration.ofMillis(1)))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Another training is running in %s; end it, or choose another --job-dir."
                .formatted(job));
    first.close();
    MasterLock.await(job, Duration.ZERO).close();
  }

  /** As that of a launcher that was killed, which writes its last checkpoint. */
  @Test
  void waitsForTheEndOfTheMasterBefore() throws Exception {
    MasterLock first = MasterLock.await(job, Duration.ZERO);
    CompletableFuture<Void> end = CompletableFuture.runAsync(first::close);
    MasterLock second = MasterLock.await(job, Duration.ofMinutes(1));
    assertThat(second.directory()).isEqualTo(job);
    second.close();
    end.join();
  }
}
