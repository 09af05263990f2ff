package io.manabi.training.saved;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of checkpoints as TensorFlow keeps it: files {@code model.ckpt-STEP.*} and the text
 * file {@code checkpoint}, which names the current one. A checkpoint counts only once it is named
 * there, and that file is replaced as a whole, so a crash leaves the one before.
 */
public final class CheckpointDirectory {
  private static final String STATE = "checkpoint";
  private static final Pattern PATH =
      Pattern.compile("(?m)^(all_model_checkpoint_paths|model_checkpoint_path): \"([^\"]*)\"$");

  private final Path directory;
  private final int keep;

  /**
   * The checkpoints in {@code directory}.
   *
   * @param directory where they are; made when the first is written
   * @param keep how many of the newest stay
   */
  public CheckpointDirectory(Path directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /** The prefix of the files of the checkpoint at a step. */
  public Path prefix(long step) {
    return directory.resolve("model.ckpt-" + step);
  }

  /** The prefix of the current checkpoint, if there is one. */
  public Optional<Path> latest() {
    return paths("model_checkpoint_path").stream()
        .findFirst()
        .filter(prefix -> Files.exists(Path.of(prefix + ".index")));
  }

  /** Makes the checkpoint with this prefix the current one, and deletes those that are too old. */
  public void publish(Path prefix) {
    List<Path> all = new ArrayList<>(paths("all_model_checkpoint_paths"));
    all.remove(prefix);
    all.add(prefix);
    List<Path> old = List.copyOf(all.subList(0, Math.max(0, all.size() - keep)));
    all.removeAll(old);
    StringBuilder state =
        new StringBuilder("model_checkpoint_path: \"" + prefix.getFileName() + "\"\n");
    all.forEach(
        each -> state.append("all_model_checkpoint_paths: \"" + each.getFileName() + "\"\n"));
    AtomicFiles.write(
        directory.resolve(STATE),
        out -> out.write(state.toString().getBytes(StandardCharsets.UTF_8)));
    old.forEach(this::delete);
  }

  private List<Path> paths(String field) {
    Path state = directory.resolve(STATE);
    if (!Files.exists(state)) {
      return List.of();
    }
    try {
      List<Path> paths = new ArrayList<>();
      Matcher matcher = PATH.matcher(Files.readString(state));
      while (matcher.find()) {
        if (matcher.group(1).equals(field)) {
          paths.add(directory.resolve(matcher.group(2)));
        }
      }
      return paths;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(state, e);
    }
  }

  private void delete(Path prefix) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName().toString().startsWith(prefix.getFileName() + ".")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw ManabiException.resources("Cannot delete the old checkpoint " + prefix + ".", e);
    }
  }
}
