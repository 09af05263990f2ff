package io.manabi.registry;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.registry.files.ModelFiles;
import io.manabi.registry.files.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's own copies of the files of versions. Their names are in the database, so that what
 * a crash has left half done counts for nothing.
 */
public final class VersionFiles {
  private static final Logger LOG = LoggerFactory.getLogger(VersionFiles.class);

  private final Rows rows;
  private final ModelFiles files;

  /** Digests of contents that were looked at since this was made. */
  private final Set<String> checked = ConcurrentHashMap.newKeySet();

  /**
   * Files of the versions of a registry.
   *
   * @param files where they are
   */
  public VersionFiles(ModelRegistry registry, ModelFiles files) {
    this.rows = registry.rows();
    this.files = files;
  }

  /**
   * Says why a folder cannot be a version.
   *
   * @throws ManabiException if it is no folder with a SavedModel, or cannot be read
   */
  public static void requireSavedModel(Location origin) {
    if (origin.isLocal() && !Files.isDirectory(origin.path())) {
      throw ManabiException.user(
          "There is no folder " + origin + "; give one with a SavedModel, as an export has made.");
    }
    boolean isThere;
    try {
      isThere = origin.resolve("saved_model.pb").isFile();
    } catch (IOException e) {
      throw origin.cannotRead(e);
    }
    if (!isThere) {
      throw ManabiException.user(
          "There is no saved_model.pb in "
              + origin
              + "; give the folder that has it, as an export has made.");
    }
  }

  /**
   * Copies the files of a version from its origin, unless that has been done.
   *
   * @throws ManabiException if they cannot be read, or not be written
   */
  public void add(Version version) {
    if (!of(version).isEmpty()) {
      return;
    }
    Location origin = Location.of(version.origin());
    requireSavedModel(origin);
    files.alone(
        () -> {
          List<StoredFile> added = files.add(origin);
          Object unused = rows.inTransaction(handle -> insert(handle, version, added));
        });
  }

  private static List<StoredFile> insert(Handle handle, Version version, List<StoredFile> added) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO version_file (project, model, number, path, sha256, size)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (StoredFile file : added) {
        batch
            .bind(0, version.name().model().project())
            .bind(1, version.name().model().id())
            .bind(2, version.number())
            .bind(3, file.path())
            .bind(4, file.sha256())
            .bind(5, file.size())
            .add();
      }
      Object unused = batch.execute();
    }
    return added;
  }

  /** The files of a version; none if they have not been copied. */
  public List<StoredFile> of(Version version) {
    return rows.inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM version_file WHERE project = ? AND model = ? AND number = ?"
                        + " ORDER BY path")
                .bind(0, version.name().model().project())
                .bind(1, version.name().model().id())
                .bind(2, version.number())
                .map(
                    (row, context) ->
                        new StoredFile(
                            row.getString("path"), row.getString("sha256"), row.getLong("size")))
                .list());
  }

  /** The folder that has a folder for each version of a model, named by its number. */
  public Path basePath(ModelName model) {
    return files.basePath(servedName(model));
  }

  private static String servedName(ModelName model) {
    return model.project() + "." + model.id();
  }

  /**
   * Has the folder of a version there, with files that are what they were when they were copied.
   *
   * @throws ManabiException if a file is missing or has changed, or the folder cannot be written
   */
  public void prepare(Version version) {
    List<StoredFile> known = of(version);
    if (known.isEmpty()) {
      throw ManabiException.user(
          "Version "
              + version.name().id()
              + " of model "
              + version.name().model().id()
              + " was registered without its files; create it again from "
              + version.origin()
              + ".");
    }
    files.prepare(
        servedName(version.name().model()),
        version.number(),
        Location.of(version.origin()),
        known,
        checked);
  }

  /**
   * Deletes the folder of a version.
   *
   * @throws ManabiException if it cannot be deleted
   */
  public void remove(Version version) {
    files.remove(servedName(version.name().model()), version.number());
  }

  /**
   * Deletes contents of files that no version has any more.
   *
   * @return whether it has; it is to be tried again later while a backup reads them
   * @throws ManabiException if one cannot be deleted, or somebody is copying files just now
   */
  public boolean collect() {
    AtomicBoolean hasCollected = new AtomicBoolean();
    files.alone(
        () -> {
          Set<String> needed =
              rows.inTransaction(
                  handle ->
                      handle
                          .createQuery("SELECT DISTINCT sha256 FROM version_file")
                          .mapTo(String.class)
                          .set());
          OptionalInt deleted = files.collect(needed);
          checked.retainAll(needed);
          hasCollected.set(deleted.isPresent());
          if (deleted.orElse(0) > 0) {
            LOG.info("{} files that no version has any more were deleted", deleted.getAsInt());
          }
        });
    return hasCollected.get();
  }
}
