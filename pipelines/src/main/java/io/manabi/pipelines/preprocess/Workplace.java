package io.manabi.pipelines.preprocess;

import io.manabi.core.files.Location;
import io.manabi.core.files.TemporaryDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a run writes as long as nobody sees it: workers where they all can, this program on this
 * machine, from where its part of the output is copied to that of the workers at the end.
 */
final class Workplace implements AutoCloseable {
  /** What becomes the output folder. */
  static final String OUTPUT = "output";

  private static final String WORK = "work";

  private final Location shared;
  private final Path here;
  private final @Nullable TemporaryDirectory elsewhere;

  private Workplace(Location shared, Path here, @Nullable TemporaryDirectory elsewhere) {
    this.shared = shared;
    this.here = here;
    this.elsewhere = elsewhere;
  }

  /** A place in an empty folder. */
  static Workplace in(Location folder) throws IOException {
    TemporaryDirectory elsewhere =
        folder.isLocal()
            ? null
            : TemporaryDirectory.beside(Path.of(System.getProperty("java.io.tmpdir"), "manabi"));
    Path here = elsewhere == null ? folder.path() : elsewhere.path();
    Files.createDirectory(here.resolve(OUTPUT));
    Files.createDirectory(here.resolve(WORK));
    return new Workplace(folder, here, elsewhere);
  }

  /** Where workers write what becomes the output. */
  Location output() {
    return shared.resolve(OUTPUT);
  }

  /** Where workers write all else. */
  Location work() {
    return shared.resolve(WORK);
  }

  /** Where this program writes what becomes the output. */
  Path ownOutput() {
    return here.resolve(OUTPUT);
  }

  /** Makes a folder on this machine for something that is no output. */
  Path folderHere(String name) throws IOException {
    return Files.createDirectory(here.resolve(WORK).resolve(name));
  }

  /** Puts the files in a folder of this machine where workers find them, unless they do already. */
  GraphFiles share(Path folder) throws IOException {
    Location target = elsewhere == null ? Location.of(folder) : work().resolve(nameOf(folder));
    List<Path> files = files(folder);
    if (elsewhere != null) {
      for (Path file : files) {
        Location copy = target.resolve(nameOf(file));
        if (!copy.exists()) {
          copy(file, copy);
        }
      }
    }
    return new GraphFiles(target, files.stream().map(Workplace::nameOf).toList());
  }

  /** Copies this program's part of the output to that of the workers. */
  void upload() throws IOException {
    if (elsewhere != null) {
      for (Path file : files(ownOutput())) {
        copy(file, output().resolve(ownOutput().relativize(file).toString().replace('\\', '/')));
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static void copy(Path from, Location to) throws IOException {
    try (OutputStream out = to.create()) {
      Files.copy(from, out);
    }
  }

  @Override
  public void close() {
    if (elsewhere != null) {
      elsewhere.close();
    }
  }
}
