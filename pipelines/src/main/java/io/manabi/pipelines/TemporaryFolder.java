package io.manabi.pipelines;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import io.manabi.core.files.TemporaryDirectory;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * A folder for what is needed until a result is there, beside the result. It is deleted when it is
 * closed, or when the program is ended from outside.
 */
public final class TemporaryFolder implements AutoCloseable {
  /** Listings after which it is taken that nobody writes any more. */
  private static final int SWEEPS = 10;

  private final Location location;
  private final Runnable cleanUp;

  private TemporaryFolder(Location location, Runnable cleanUp) {
    this.location = location;
    this.cleanUp = cleanUp;
  }

  /**
   * Makes an empty one.
   *
   * @param result the file or folder that it is for
   * @throws ManabiException if nothing can be written there, with the reason in plain words
   */
  public static TemporaryFolder beside(Location result) {
    if (result.isLocal()) {
      TemporaryDirectory directory = TemporaryDirectory.beside(result.path());
      return new TemporaryFolder(Location.of(directory.path()), directory::close);
    }
    RemoteLocation unclaimed =
        ((RemoteLocation) result).sibling("." + result.name() + "." + UUID.randomUUID() + ".tmp");
    try {
      RemoteLocation folder = unclaimed.claim();
      Thread atExit = new Thread(() -> deleteQuietly(folder), "delete-" + folder);
      Runtime.getRuntime().addShutdownHook(atExit);
      return new TemporaryFolder(folder, () -> close(folder, atExit));
    } catch (IOException e) {
      throw result.cannotWrite(e);
    }
  }

  /** Where it is. */
  public Location location() {
    return location;
  }

  /**
   * Puts a folder of this in the place of another one, which is there again if that fails. On this
   * machine that is at once. Elsewhere files move one by one, and there are two by which one can
   * tell where it was broken off.
   *
   * @param folder its name here
   * @param first a file that is there before any other, and stays when it is replaced
   * @param last a file that goes before any other and comes after all others: who finds it finds
   *     all
   */
  public void publish(String folder, Location target, String first, String last)
      throws IOException {
    Location whole = location.resolve(folder);
    if (target.isLocal()) {
      AtomicFiles.replaceDirectory(target.path(), whole.path());
    } else {
      new RemoteReplacement((RemoteLocation) target, first, last).put((RemoteLocation) whole);
    }
  }

  /**
   * Puts right what was broken off by a crash while a folder was published: the former one is there
   * again.
   *
   * @param first as in {@link #publish}
   * @param last as in {@link #publish}
   */
  public static void recover(Location target, String first, String last) throws IOException {
    if (target instanceof RemoteLocation remote) {
      new RemoteReplacement(remote, first, last).recover();
    }
  }

  /** Deletes it with all that is in it, if it is still there. */
  @Override
  public void close() {
    cleanUp.run();
  }

  private static void close(RemoteLocation folder, Thread atExit) {
    deleteQuietly(folder);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending already, and the hook runs.
    }
  }

  /** Workers that nobody needs any more may still write, and delete that themselves. */
  static void deleteQuietly(RemoteLocation folder) {
    Set<String> folders = new TreeSet<>(Comparator.reverseOrder());
    try {
      folder.release();
      int empty = 0;
      for (int sweep = 0; sweep < SWEEPS && empty < 2; sweep++) {
        List<ResourceId> files = folder.resources();
        empty = files.isEmpty() ? empty + 1 : 0;
        files.forEach(file -> folders.add(file.getCurrentDirectory().toString()));
        RemoteLocation.delete(files);
      }
      folders.add(RemoteLocation.resource(folder.address(), true).toString());
      for (String each : folders) { // Where folders are made, they stay when they are empty.
        RemoteLocation.delete(List.of(RemoteLocation.resource(each, true)));
      }
    } catch (IOException ignored) {
      // A leftover under a temporary name harms nobody, and the first failure is the one to tell.
    }
  }
}
