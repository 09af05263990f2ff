package io.manabi.training.saved;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
  @TempDir Path directory;

  @Test
  void hasNoneAtFirst() {
    assertThat(new CheckpointDirectory(directory.resolve("missing"), 2).latest()).isEmpty();
  }

  @Test
  void namesTheNewestAndKeepsOnlyAFew() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
    for (long step : new long[] {5, 50, 500}) {
      Path prefix = checkpoints.prefix(step);
      Files.createFile(Path.of(prefix + ".index"));
      Files.createFile(Path.of(prefix + ".data-00000-of-00001"));
      checkpoints.publish(prefix);
    }
    assertThat(checkpoints.latest()).contains(checkpoints.prefix(500));
    assertThat(directory.resolve("model.ckpt-5.index")).doesNotExist();
    assertThat(directory.resolve("model.ckpt-50.index")).exists();
    assertThat(Files.readString(directory.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-500"
            all_model_checkpoint_paths: "model.ckpt-50"
            all_model_checkpoint_paths: "model.ckpt-500"
            """);
  }

  @Test
  void ignoresACheckpointWhoseFilesAreGone() throws IOException {
    CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
    checkpoints.publish(checkpoints.prefix(7));
    assertThat(checkpoints.latest()).isEmpty();
  }
}
