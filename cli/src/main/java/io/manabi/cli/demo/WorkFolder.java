package io.manabi.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a demo works. A finished stage leaves a note of what it was made from, and is
 * reused as long as that is still the same. Only one process may work in a folder at a time.
 */
final class WorkFolder implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final FolderLock lock;

  private WorkFolder(Path root, FolderLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is made if it is missing.
   *
   * @param root the folder
   * @param fresh whether everything in it is thrown away first
   * @throws ManabiException if it cannot be written, or another process works in it
   */
  static WorkFolder open(Path root, boolean fresh) {
    if (Files.isRegularFile(root)) {
      throw ManabiException.user(
          "The work directory " + root + " is a file; choose another --work-dir.");
    }
    try {
      FolderLock lock =
          FolderLock.tryHold(root, ".lock")
              .orElseThrow(
                  () ->
                      ManabiException.resources(
                          "Another demo is running in %s; end it, or choose another --work-dir."
                              .formatted(root)));
      WorkFolder folder = new WorkFolder(root, lock);
      if (fresh) {
        folder.clear();
      }
      return folder;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }

  /**
   * Where a demo works.
   *
   * @param chosen by the user; null for a folder in the user's data directory
   * @param demo the name of the demo
   */
  static Path path(@Nullable Path chosen, String demo) {
    return chosen == null
        ? UserFolders.data().resolve("demo").resolve(demo)
        : chosen.toAbsolutePath().normalize();
  }

  private void clear() throws IOException {
    for (String part :
        new String[] {"preprocessed", "statistics.html", "jobs", "registry", "stages"}) {
      AtomicFiles.deleteTree(root.resolve(part));
    }
  }

  /** A file or folder in this one. */
  Path resolve(String name) {
    return root.resolve(name);
  }

  /** Whether a stage has finished with just these settings. */
  boolean isFinished(String stage, Map<String, Object> settings) {
    Path note = note(stage);
    try {
      return Files.exists(note) && Files.readString(note).equals(json(settings));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(note, e);
    }
  }

  /** Notes that a stage has finished with these settings. */
  void finish(String stage, Map<String, Object> settings) {
    AtomicFiles.writeText(note(stage), json(settings));
  }

  private Path note(String stage) {
    return root.resolve("stages").resolve(stage + ".json");
  }

  private static String json(Map<String, Object> settings) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(settings));
    } catch (JsonProcessingException e) {
      throw ManabiException.internal("Cannot write " + settings + " as JSON.", e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    }
  }
}
