package io.manabi.registry.files;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of versions. Safe for use by several threads. */
public final class ModelFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);

  /** As many as Cloud ML Engine takes. */
  private static final int MOST_FILES = 1000;

  /** How long to wait for others. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path root;
  private final Path served;
  private final Contents contents;
  private final Optional<SharedContents> shared;

  /**
   * Files in a folder.
   *
   * @param root made when it is needed
   * @param store where servers of other machines find them too, as {@code s3://bucket/models}; then
   *     the folder has those that were added or are served here
   */
  public ModelFiles(Path root, Optional<Location> store) {
    this.root = root;
    this.served = root.resolve("served");
    this.contents = new Contents(root.resolve("sha256"));
    this.shared = store.map(folder -> new SharedContents(folder.resolve("sha256")));
  }

  /**
   * Does something while nobody else, also in other processes, adds or collects files. Who adds
   * files ends it when the database knows them.
   *
   * @throws ManabiException if somebody is at it for a minute, or the folder cannot be written
   */
  public void alone(Runnable work) {
    try {
      FolderLock lock = FolderLock.hold(root, ".lock", PATIENCE);
      try {
        work.run();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }

  /**
   * Copies all files of a folder; only {@link #alone}.
   *
   * @param origin a folder with a SavedModel
   * @return the files, each with its path in the folder
   * @throws ManabiException if the folder cannot be read, or a file not be written
   */
  public List<StoredFile> add(Location origin) {
    List<StoredFile> added = new ArrayList<>();
    for (String path : pathsIn(origin)) {
      Contents.Content content = contents.add(origin.resolve(path));
      shared.ifPresent(store -> store.add(contents.place(content.sha256()), content.sha256()));
      added.add(new StoredFile(path, content.sha256(), content.size()));
    }
    return added;
  }

  private static List<String> pathsIn(Location origin) {
    List<String> paths;
    try {
      paths = origin.tree();
    } catch (IOException e) {
      throw origin.cannotRead(e);
    }
    if (paths.size() > MOST_FILES) {
      throw ManabiException.user(
          origin
              + " has more than "
              + MOST_FILES
              + " files; give the folder of one SavedModel, with nothing else in it.");
    }
    for (String path : paths) {
      // Stores know names in which dots do not lead to another folder.
      if (!Path.of("/", path).normalize().equals(Path.of("/" + path))
          || (origin.isLocal() && !Files.isRegularFile(origin.path().resolve(path)))) {
        throw ManabiException.user(
            origin.resolve(path) + " is no file that can be copied; take it away.");
      }
    }
    return paths;
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
   * they were when they were added. One that is missing, as on another server than that which added
   * it, is copied from the store, or if it is not there from its origin.
   *
   * @param servedName what prediction servers call the model
   * @param origin where they were copied from
   * @param files all of the version
   * @param known digests that have been looked at already, which it adds to
   * @throws ManabiException if a file is missing or has changed, or the folder cannot be written
   */
  public void prepare(
      String servedName, long number, Location origin, List<StoredFile> files, Set<String> known) {
    for (StoredFile file : files) {
      if (!known.contains(file.sha256())) {
        if (!contents.has(file.sha256())) {
          copyAgain(
              shared
                  .filter(store -> store.has(file.sha256()))
                  .map(store -> store.place(file.sha256()))
                  .orElseGet(() -> origin.resolve(file.path())));
        }
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

  /** What comes may be something else by now; then what is needed is still missing. */
  private void copyAgain(Location file) {
    try {
      Object unused = contents.add(file);
    } catch (ManabiException e) {
      LOG.warn("What the store of models has no more cannot be copied again: {}", e.getMessage());
    }
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
   * @return how many were deleted; nothing if somebody needs all that is there just now
   * @throws ManabiException if one cannot be deleted
   */
  public OptionalInt collect(Set<String> needed) {
    try {
      Optional<FolderLock> lock = FolderLock.tryHold(contents.folder(), FolderLock.COLLECTION);
      if (lock.isEmpty()) {
        return OptionalInt.empty();
      }
      try {
        // Of the store only what was here too, for others may have their files in it.
        return OptionalInt.of(
            contents.keepOnly(needed, sha256 -> shared.ifPresent(store -> store.delete(sha256))));
      } finally {
        lock.get().close();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }
}
