package io.manabi.training.saved;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
  private static final Pattern INDEX = Pattern.compile("model\\.ckpt-(\\d{1,18})\\.index");
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

  /**
   * The newest checkpoint that is whole, if there is one. Those that were torn by a crash or have
   * been damaged since are passed over.
   *
   * @param passedOver hears one sentence about each that is passed over
   * @throws ManabiException if there are checkpoints and none of them is whole
   */
  public Optional<Checkpoint> latest(Consumer<String> passedOver) {
    List<String> damages = new ArrayList<>();
    for (Path prefix : newestFirst()) {
      try {
        Checkpoint checkpoint = Checkpoint.open(prefix);
        checkpoint.verify();
        damages.forEach(
            damage -> passedOver.accept(damage + "; going on from " + prefix + " instead."));
        return Optional.of(checkpoint);
      } catch (IOException e) {
        damages.add("The checkpoint " + prefix + " is damaged: " + e.getMessage());
      }
    }
    if (!damages.isEmpty()) {
      throw ManabiException.user(
          damages.get(0)
              + ", and there is no older one that is whole; delete the checkpoints in "
              + directory
              + " to start anew.");
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() {
    List<Path> all = new ArrayList<>(paths("model_checkpoint_path"));
    List<Path> older = new ArrayList<>(paths("all_model_checkpoint_paths"));
    if (all.isEmpty() && older.isEmpty() && Files.exists(directory.resolve(STATE))) {
      // A power cut may leave that file empty; what is whole counts then.
      older.addAll(present());
    }
    Collections.reverse(older);
    older.removeAll(all);
    all.addAll(older);
    all.removeIf(prefix -> !Files.exists(Path.of(prefix + ".index")));
    return all;
  }

  /** The prefixes of all checkpoints that have an index, by their step. */
  private List<Path> present() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> INDEX.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .map(name -> Long.parseLong(name.group(1)))
          .sorted()
          .map(this::prefix)
          .toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  /**
   * Makes a checkpoint the current one, and deletes those that are too old.
   *
   * @param prefix of the checkpoint
   * @param best the prefix of one that stays however old it is
   */
  public void publish(Path prefix, Optional<Path> best) {
    List<Path> all = new ArrayList<>(paths("all_model_checkpoint_paths"));
    all.remove(prefix);
    all.add(prefix);
    List<Path> old = new ArrayList<>(all.subList(0, Math.max(0, all.size() - keep)));
    best.ifPresent(old::remove);
    all.removeAll(old);
    StringBuilder state =
        new StringBuilder("model_checkpoint_path: \"" + prefix.getFileName() + "\"\n");
    all.forEach(
        each -> state.append("all_model_checkpoint_paths: \"" + each.getFileName() + "\"\n"));
    AtomicFiles.write(
        directory.resolve(STATE),
        out -> out.write(state.toString().getBytes(StandardCharsets.UTF_8)));
    old.forEach(this::discard);
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

  /**
   * Deletes what there is of a checkpoint.
   *
   * @param prefix of one that is not, or no more, among the published ones
   */
  public void discard(Path prefix) {
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
