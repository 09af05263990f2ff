package io.manabi.core.files;

import static java.util.Objects.requireNonNullElseGet;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A path of this machine.
 *
 * @param text the path as it was given, which can be serialized
 */
record LocalLocation(String text) implements Location {
  private static final String SCHEME = "file:";

  static LocalLocation of(String path) {
    return new LocalLocation(
        path.startsWith(SCHEME) ? path.substring(SCHEME.length()).replaceFirst("^/+", "/") : path);
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public Path path() {
    return Path.of(text);
  }

  @Override
  public String name() {
    return String.valueOf(path().getFileName());
  }

  @Override
  public Location resolve(String below) {
    return Location.of(path().resolve(below));
  }

  @Override
  public Location sibling(String other) {
    return Location.of(path().resolveSibling(other));
  }

  @Override
  public boolean isWithin(Location folder) {
    return folder instanceof LocalLocation local && normal().startsWith(local.normal());
  }

  /** Without symbolic links, as far as it is there. */
  private Path normal() {
    Path absolute = path().toAbsolutePath().normalize();
    for (Path at = absolute; at != null; at = at.getParent()) {
      try {
        return at.toRealPath().resolve(at.relativize(absolute));
      } catch (IOException e) {
        // It is not there yet; what it will be in may be.
      }
    }
    return absolute;
  }

  @Override
  public boolean exists() {
    return Files.exists(path());
  }

  @Override
  public boolean isFile() {
    return exists() && !isFolder();
  }

  @Override
  public boolean isFolder() {
    return Files.isDirectory(path());
  }

  @Override
  public long size() throws IOException {
    return Files.size(path());
  }

  @Override
  public List<Location> files() throws IOException {
    try (Stream<Path> all = Files.list(path())) {
      return all.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .map(Location::of)
          .toList();
    }
  }

  @Override
  public List<String> tree() throws IOException {
    try (Stream<Path> all = Files.walk(path(), FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> !Files.isDirectory(file))
          .map(file -> path().relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw requireNonNullElseGet(e.getCause(), () -> new IOException(e));
    }
  }

  @Override
  public void makeFolder() throws IOException {
    Files.createDirectories(path());
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(path());
  }

  @Override
  public OutputStream create() throws IOException {
    return Files.newOutputStream(path());
  }

  @Override
  public void moveTo(Location target) throws IOException {
    Files.move(
        path(), target.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete() throws IOException {
    Files.deleteIfExists(path());
  }

  @Override
  public ManabiException cannotWrite(IOException cause) {
    return AtomicFiles.cannotWrite(path(), cause);
  }

  @Override
  public ManabiException cannotRead(IOException cause) {
    return AtomicFiles.cannotRead(path(), cause);
  }

  @Override
  public String toString() {
    return text;
  }
}
