package io.manabi.training.saved;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  /** What TensorFlow adds to a prefix for the parts that servers write, before they are merged. */
  private static final String TEMPORARY = "_temp";

  private static final Pattern INDEX = Pattern.compile("model\\.ckpt-\\d{1,18}\\.index");
  private static final Pattern FILE =
      Pattern.compile("(model\\.ckpt-\\d{1,18})(" + TEMPORARY + "|\\.(index|data-).*)");
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
   * @throws ManabiException if there are checkpoints and none of them is whole, or one cannot be
   *     read though it may be
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
      } catch (DamageException e) {
        damages.add("The checkpoint " + prefix + " is damaged: " + e.getMessage());
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(prefix, e);
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

  /**
   * Numbers of the newest checkpoint in which they are whole: a quick look.
   *
   * @param names of int64 scalars
   * @return their values, or nothing if there is no such checkpoint
   * @throws ManabiException if the directory cannot be read
   */
  public List<Long> numbers(String... names) {
    for (Path prefix : newestFirst()) {
      try {
        Checkpoint checkpoint = Checkpoint.open(prefix);
        List<Long> numbers = new ArrayList<>();
        for (String name : names) {
          numbers.add(checkpoint.number(name));
        }
        return numbers;
      } catch (DamageException e) {
        // The one before is looked at; who reads it all will tell.
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(prefix, e);
      }
    }
    return List.of();
  }

  private List<Path> newestFirst() {
    List<Path> all = new ArrayList<>(paths("model_checkpoint_path"));
    List<Path> older = new ArrayList<>(published());
    Collections.reverse(older);
    older.removeAll(all);
    all.addAll(older);
    all.removeIf(prefix -> !Files.exists(Path.of(prefix + ".index")));
    return all;
  }

  /** Those that the state file names, oldest first. */
  private List<Path> published() {
    List<Path> named = paths("all_model_checkpoint_paths");
    boolean emptied = named.isEmpty() && Files.exists(directory.resolve(STATE));
    // A disk that lies about what it has written may have left nothing in that file.
    return emptied && paths("model_checkpoint_path").isEmpty() ? present() : named;
  }

  private static long step(Path prefix) {
    return Long.parseLong(prefix.toString().replaceFirst(".*-", ""));
  }

  /** The prefixes of all checkpoints that have an index, by their step. */
  private List<Path> present() {
    return files(name -> INDEX.matcher(name).matches()).stream()
        .map(file -> Path.of(file.toString().replaceFirst("\\.index$", "")))
        .sorted(Comparator.comparingLong(CheckpointDirectory::step))
        .toList();
  }

  /**
   * Makes a checkpoint the current one, once it is on the disk, and deletes those that are too old.
   *
   * @param prefix of the checkpoint
   * @param best the prefix of one that stays however old it is
   */
  public void publish(Path prefix, Optional<Path> best) {
    List<Path> all = new ArrayList<>(published());
    all.remove(prefix);
    all.add(prefix);
    List<Path> old = new ArrayList<>(all.subList(0, Math.max(0, all.size() - keep)));
    best.ifPresent(old::remove);
    all.removeAll(old);
    StringBuilder state =
        new StringBuilder("model_checkpoint_path: \"" + prefix.getFileName() + "\"\n");
    all.forEach(
        each -> state.append("all_model_checkpoint_paths: \"" + each.getFileName() + "\"\n"));
    force(prefix);
    AtomicFiles.writeText(directory.resolve(STATE), state.toString());
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

  /** Waits until the files of a checkpoint, which other processes may have written, are safe. */
  private void force(Path prefix) {
    for (Path file : files(name -> name.startsWith(prefix.getFileName() + "."))) {
      try {
        AtomicFiles.force(file);
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(file, e);
      }
    }
  }

  /**
   * Deletes what there is of a checkpoint, whole or not.
   *
   * @param prefix of one that is not, or no more, among the published ones
   */
  public void discard(Path prefix) {
    String whole = String.valueOf(prefix.getFileName());
    delete(files(name -> name.startsWith(whole + ".") || name.equals(whole + TEMPORARY)));
  }

  /**
   * Deletes what processes have left that ended while they wrote a checkpoint; nothing may be
   * writing one. What is whole stays, as do files of checkpoints that have been published.
   */
  public void discardTorn() {
    Set<String> kept = new HashSet<>();
    Stream.of("all_model_checkpoint_paths", "model_checkpoint_path")
        .flatMap(field -> paths(field).stream())
        .forEach(path -> kept.add(String.valueOf(path.getFileName())));
    if (kept.isEmpty()) {
      return;
    }
    present().forEach(whole -> kept.add(String.valueOf(whole.getFileName())));
    delete(
        files(
            name -> {
              Matcher file = FILE.matcher(name);
              return file.matches()
                  && (!kept.contains(file.group(1))
                      || !file.group(2).matches("\\.(index|data-.*)"));
            }));
  }

  private List<Path> files(Predicate<String> name) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> name.test(String.valueOf(file.getFileName()))).toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  private static void delete(List<Path> files) {
    for (Path file : files) {
      try {
        AtomicFiles.deleteTree(file);
      } catch (IOException e) {
        throw ManabiException.resources("Cannot delete " + file + " of an old checkpoint.", e);
      }
    }
  }
}
