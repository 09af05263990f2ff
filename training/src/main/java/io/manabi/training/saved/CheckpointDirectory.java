package io.manabi.training.saved;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of checkpoints as TensorFlow keeps it: files {@code model.ckpt-STEP.*} and the text
 * file {@code checkpoint}, which names the current one and is replaced as a whole, so that a crash
 * leaves the one before. Without that file, checkpoints are found by theirs.
 */
public final class CheckpointDirectory {
  /** What TensorFlow adds to a prefix for the parts that servers write, before they are merged. */
  /** The variable with the number of steps made, as TensorFlow calls it. */
  public static final String STEPS = "global_step";

  /** The variable with the number of examples that these steps took. */
  public static final String EXAMPLES = "examples";

  private static final String TEMPORARY = "_temp";

  private static final String NAME = "(model\\.ckpt-\\d{1,18})";
  private static final Pattern INDEX = Pattern.compile(NAME + "\\.index");
  private static final Pattern PART = Pattern.compile(NAME + "\\.(index|data-\\d{5}-of-\\d{5})");
  private static final Pattern FILE =
      Pattern.compile(NAME + "(" + TEMPORARY + "|\\.(index|data-).*)");

  /**
   * How far training is.
   *
   * @param steps that have been made
   * @param examples that these took
   */
  public record Made(long steps, long examples) {}

  private static final Comparator<String> BY_STEP =
      Comparator.comparingLong((String name) -> step(name))
          .thenComparing(Comparator.naturalOrder());

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
   * The checkpoint to go on from: the current one, or, if that is not whole, the newest that is.
   *
   * @param passedOver hears one sentence about each that was torn by a crash, has been damaged or
   *     is gone, and is passed over
   * @throws ManabiException if there are checkpoints and none of them is whole, or one cannot be
   *     read though it may be
   */
  public Optional<Checkpoint> latest(Consumer<String> passedOver) {
    List<String> damages = new ArrayList<>();
    boolean lost = false;
    for (Path prefix : newestFirst()) {
      try {
        Checkpoint checkpoint = Checkpoint.open(prefix);
        checkpoint.verify();
        damages.forEach(
            damage -> passedOver.accept(damage + "; going on from " + prefix + " instead."));
        return Optional.of(checkpoint);
      } catch (DamageException e) {
        damages.add("The checkpoint " + prefix + " is damaged: " + e.getMessage());
        lost |= isPublished(prefix) || Files.exists(index(prefix));
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(prefix, e);
      }
    }
    if (lost) {
      throw ManabiException.user(
          "%s, and there is no other that is whole; to start anew, delete the file %s and all model.ckpt-* in %s."
              .formatted(damages.get(0), CheckpointState.FILE, directory));
    }
    // One that was never finished is no loss.
    damages.forEach(
        damage -> passedOver.accept(damage + "; there is no other, so training starts anew."));
    return Optional.empty();
  }

  /**
   * How far the newest checkpoint is in which that is whole: a quick look.
   *
   * @return nothing if there is no such checkpoint
   * @throws ManabiException if the directory cannot be read
   */
  public Optional<Made> made() {
    for (Path prefix : newestFirst()) {
      try {
        Checkpoint checkpoint = Checkpoint.open(prefix);
        return Optional.of(new Made(checkpoint.number(STEPS), checkpoint.number(EXAMPLES)));
      } catch (DamageException e) {
        // The one before is looked at; who reads it all will tell.
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(prefix, e);
      }
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() {
    CheckpointState state = CheckpointState.read(directory);
    List<String> others = new ArrayList<>(present(PART));
    others.addAll(state.all());
    Set<String> all = new LinkedHashSet<>();
    state.current().ifPresent(all::add);
    others.stream().sorted(BY_STEP.reversed()).forEach(all::add);
    return all.stream().map(directory::resolve).toList();
  }

  private boolean isPublished(Path prefix) {
    return CheckpointState.read(directory).all().contains(name(prefix));
  }

  private static Path index(Path prefix) {
    return Path.of(prefix + ".index");
  }

  /**
   * Gives a checkpoint that has just been written the name of the step that it holds: others may
   * have made more steps while it was written.
   *
   * @param prefix how it is called, as by {@link #prefix}
   * @return how it is called then
   * @throws ManabiException if it cannot be read or renamed
   */
  public Path nameByStep(Path prefix) {
    try {
      Path named = prefix(Checkpoint.open(prefix).number(STEPS));
      if (!named.equals(prefix)) {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
          files = all.filter(file -> name(file).startsWith(name(prefix) + ".")).sorted().toList();
        }
        // The index, which makes it a checkpoint, comes last, as "index" follows "data".
        for (Path file : files) {
          String end = name(file).substring(name(prefix).length());
          Files.move(file, Path.of(named + end), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return named;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(prefix, e);
    }
  }

  /** The step of a checkpoint, by the name that {@link #prefix} gives it. */
  public static long step(Path prefix) {
    return step(String.valueOf(prefix.getFileName()));
  }

  private static long step(String name) {
    String number = name.replaceFirst(".*-", "");
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : -1;
  }

  /** The names of all checkpoints that have one of these files, by their step. */
  private List<String> present(Pattern file) {
    Set<String> names = new TreeSet<>(BY_STEP);
    for (Path each : files(name -> file.matcher(name).matches())) {
      names.add(String.valueOf(each.getFileName()).replaceFirst("\\.(index|data-.*)$", ""));
    }
    return List.copyOf(names);
  }

  /**
   * Makes a checkpoint the current one, once it is on the disk, and deletes those that are too old.
   *
   * @param prefix of the checkpoint
   * @param best the prefix of one that stays however old it is
   */
  public void publish(Path prefix, Optional<Path> best) {
    List<String> present = present(INDEX);
    List<String> named = new ArrayList<>(CheckpointState.read(directory).all());
    named.retainAll(present);
    // Where none of them is named any more, they are still there.
    List<Path> all = new ArrayList<>();
    (named.isEmpty() ? present : named).forEach(name -> all.add(directory.resolve(name)));
    all.remove(prefix);
    all.add(prefix);
    List<Path> old = new ArrayList<>(all.subList(0, Math.max(0, all.size() - keep)));
    best.ifPresent(old::remove);
    all.removeAll(old);
    force(prefix);
    new CheckpointState(
            Optional.of(name(prefix)), all.stream().map(CheckpointDirectory::name).toList())
        .write(directory);
    old.forEach(this::discard);
  }

  private static String name(Path prefix) {
    return String.valueOf(prefix.getFileName());
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
    String whole = name(prefix);
    delete(files(name -> name.startsWith(whole + ".") || name.equals(whole + TEMPORARY)));
  }

  /**
   * Deletes what processes have left that ended while they wrote a checkpoint; nothing may be
   * writing one. What is whole stays, as do files of checkpoints that have been published.
   */
  public void discardTorn() {
    Set<String> kept = new HashSet<>(CheckpointState.read(directory).all());
    if (kept.isEmpty()) {
      return;
    }
    kept.addAll(present(INDEX));
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
