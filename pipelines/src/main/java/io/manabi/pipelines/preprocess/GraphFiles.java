package io.manabi.pipelines.preprocess;

import io.manabi.core.files.Location;
import io.manabi.core.files.TemporaryDirectory;
import io.manabi.pipelines.passes.Shared;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a graph, as vocabularies, which TensorFlow reads on the machine where it runs: those
 * of another file system are copied there, once for all workers of a job in a JVM.
 *
 * @param folder where workers find them
 * @param names their names
 */
record GraphFiles(Location folder, List<String> names) implements Serializable {

  /** Copies the list. */
  GraphFiles {
    names = List.copyOf(names);
  }

  /**
   * The folder of the files on this machine, until the last user {@link #release}s it.
   *
   * @param job whose workers share it
   */
  Path acquire(String job) {
    return folder.isLocal()
        ? folder.path()
        : Shared.acquire(key(job), TemporaryDirectory.class, this::fetch).path();
  }

  /** Gives back what {@link #acquire} gave. */
  void release(String job) throws Exception {
    Shared.release(key(job));
  }

  private static String key(String job) {
    return job + "-files";
  }

  private TemporaryDirectory fetch() {
    TemporaryDirectory here =
        TemporaryDirectory.beside(Path.of(System.getProperty("java.io.tmpdir"), "manabi-files"));
    for (String name : names) {
      Location file = folder.resolve(name);
      try (InputStream in = file.open()) {
        Files.copy(in, here.path().resolve(name));
      } catch (IOException e) {
        here.close();
        throw file.cannotRead(e);
      }
    }
    return here;
  }
}
