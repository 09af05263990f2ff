package io.manabi.cli.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Python package as a source distribution, which {@code pip} installs. Where {@code setup.py}
 * stands beside the package, that makes it; else one is written that takes the package with all
 * that is in it. The same files always make the same bytes, so that a server has one environment
 * for them.
 */
final class SourcePackage implements AutoCloseable {
  private static final String SETUP =
      """
      from setuptools import find_packages, setup

      setup(
          name='%1$s',
          version='0.0.0',
          packages=find_packages(include=['%1$s', '%1$s.*']),
          package_data={'': ['*']},
      )
      """;

  private final Path folder;
  private final Path file;

  private SourcePackage(Path folder, Path file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Packs a package.
   *
   * @param directory the folder with its {@code __init__.py}
   * @throws ManabiException if it is no package, or cannot be packed
   */
  static SourcePackage of(Path directory) {
    Path source = directory.toAbsolutePath().normalize();
    if (!Files.isRegularFile(source.resolve("__init__.py"))) {
      throw ManabiException.user(
          source
              + " is no Python package, for it has no __init__.py; make an empty one, or name"
              + " another --package-path.");
    }
    try {
      Path folder = Files.createTempDirectory("manabi-package");
      try {
        Path root = source.getParent();
        return new SourcePackage(
            folder,
            root != null && Files.isRegularFile(root.resolve("setup.py"))
                ? bySetup(root, folder)
                : generated(source, folder));
      } catch (IOException | RuntimeException e) {
        AtomicFiles.deleteTree(folder);
        throw e;
      }
    } catch (IOException e) {
      throw ManabiException.resources(
          "The package " + source + " cannot be packed: " + e.getMessage() + ".", e);
    }
  }

  /** The file to upload. */
  Path file() {
    return file;
  }

  private static Path generated(Path source, Path folder) throws IOException {
    String name = String.valueOf(source.getFileName());
    String root = name + "-0.0.0/";
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put(root + "setup.py", SETUP.formatted(name).getBytes(UTF_8));
    entries.put(
        root + "PKG-INFO",
        "Metadata-Version: 1.0\nName: %s\nVersion: 0.0.0\n".formatted(name).getBytes(UTF_8));
    try (Stream<Path> files = Files.walk(source)) {
      for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String relative = source.relativize(each).toString();
        if (!relative.matches("(.*/)?(__pycache__/.*|\\.[^/]*(/.*)?|.*\\.py[co])")) {
          entries.put(root + name + "/" + relative, Files.readAllBytes(each));
        }
      }
    }
    Path file = folder.resolve(name + "-0.0.0.tar.gz");
    TarGz.write(file, entries);
    return file;
  }

  private static Path bySetup(Path root, Path folder) throws IOException {
    Path made = Files.createDirectory(folder.resolve("made"));
    Path info = Files.createDirectory(folder.resolve("info"));
    Python.run(
        root,
        "-W",
        "ignore",
        "setup.py",
        "-q",
        "egg_info",
        "--egg-base",
        info.toString(),
        "sdist",
        "--formats",
        "gztar",
        "--dist-dir",
        made.toString());
    try (Stream<Path> files = Files.list(made)) {
      Path sdist =
          files
              .findFirst()
              .orElseThrow(
                  () ->
                      ManabiException.user(
                          root.resolve("setup.py")
                              + " has made no source distribution; see that it calls setup()."));
      Map<String, byte[]> entries = TarGz.read(sdist);
      TarGz.write(sdist, new TreeMap<>(entries));
      return sdist;
    }
  }

  @Override
  public void close() {
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }
}
