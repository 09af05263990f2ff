package io.manabi.registry.files;

import static java.util.Objects.requireNonNullElseGet;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of versions. Safe for use by several threads. */
public final class ModelFiles {
  /** As many as Cloud ML Engine takes. */
  private static final int MOST_FILES = 1000;

  /** How long to wait for others, and how often to look. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Path root;
  private final Path served;
  private final Contents contents;

  /**
   * Files in a folder.
   *
   * @param root made when it is needed
   */
  public ModelFiles(Path root) {
    this.root = root;
    this.served = root.resolve("served");
    this.contents = new Contents(root.resolve("sha256"));
  }

  /**
   * Does something while nobody else, also in other processes, adds or collects files. Who adds
   * files ends it when the database knows them.
   *
   * @throws ManabiException if somebody is at it for a minute, or the folder cannot be written
   */
  public void alone(Runnable work) {
    try {
      FolderLock lock = awaitLock();
      try {
        work.run();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }

  private FolderLock awaitLock() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<FolderLock> lock = FolderLock.tryHold(root, ".lock");
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - end > 0) {
        throw ManabiException.resources("Another server is at work in " + root + "; try again.");
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ManabiException.resources("Interrupted while waiting for " + root + ".", e);
      }
    }
  }

  /**
   * Copies all files of a folder; only {@link #alone}.
   *
   * @param origin a folder with a SavedModel
   * @return the files, each with its path in the folder
   * @throws ManabiException if the folder cannot be read, or a file not be written
   */
  public List<StoredFile> add(Path origin) {
    List<StoredFile> added = new ArrayList<>();
    for (Path file : filesIn(origin)) {
      Contents.Content content = contents.add(file);
      String path = origin.relativize(file).toString().replace('\\', '/');
      added.add(new StoredFile(path, content.sha256(), content.size()));
    }
    return added;
  }

  private static List<Path> filesIn(Path origin) {
    try (Stream<Path> tree = Files.walk(origin, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files =
          tree.filter(path -> !Files.isDirectory(path)).sorted().limit(MOST_FILES + 1L).toList();
      if (files.size() > MOST_FILES) {
        throw ManabiException.user(
            origin
                + " has more than "
                + MOST_FILES
                + " files; give the folder of one SavedModel, with nothing else in it.");
      }
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw ManabiException.user(file + " is no file that can be copied; take it away.");
        }
      }
      return files;
    } catch (UncheckedIOException e) {
      throw AtomicFiles.cannotRead(
          origin, requireNonNullElseGet(e.getCause(), () -> new IOException(e)));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(origin, e);
    }
  }

  /**
   * The folder that has a folder for each version of a model, named by its number.
   *
   * @param servedName what prediction servers call the model
   */
  public Path basePath(String servedName) {
    return served.resolve(servedName);
  }

  /**
   * Has a version's folder there as a whole, if it is not yet, and looks whether its files are what
   * they were when they were added.
   *
   * @param servedName what prediction servers call the model
   * @param files all of the version
   * @param known digests that have been looked at already, which it adds to
   * @throws ManabiException if a file is missing or has changed, or the folder cannot be written
   */
  public void prepare(String servedName, long number, List<StoredFile> files, Set<String> known) {
    for (StoredFile file : files) {
      if (!known.contains(file.sha256())) {
        contents.check(file.sha256(), file.path());
        known.add(file.sha256());
      }
    }
    Path folder = basePath(servedName).resolve(Long.toString(number));
    if (isWhole(folder, files)) {
      return;
    }
    AtomicFiles.writeDirectory(
        folder,
        temporary -> {
          for (StoredFile file : files) {
            Path place = temporary.resolve(file.path());
            Files.createDirectories(place.getParent());
            contents.link(file.sha256(), place);
          }
        });
  }

  /** Whether all files are there as they should be, and no other. */
  private boolean isWhole(Path folder, List<StoredFile> files) {
    Map<Path, StoredFile> missing = new HashMap<>();
    files.forEach(file -> missing.put(folder.resolve(file.path()), file));
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        StoredFile file = missing.remove(path);
        if (file == null || !contents.isSame(file.sha256(), path)) {
          return false;
        }
      }
      return missing.isEmpty();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Deletes a version's folder, if it is there; the content of its files stays.
   *
   * @param servedName what prediction servers call the model
   * @throws ManabiException if it cannot be deleted
   */
  public void remove(String servedName, long number) {
    Path folder = basePath(servedName).resolve(Long.toString(number));
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /**
   * Deletes contents that no version has any more; only {@link #alone}, in which which are needed
   * is asked as well.
   *
   * @param needed digests of those that are
   * @return how many were deleted
   * @throws ManabiException if one cannot be deleted
   */
  public int collect(Set<String> needed) {
    return contents.keepOnly(needed);
  }
}
