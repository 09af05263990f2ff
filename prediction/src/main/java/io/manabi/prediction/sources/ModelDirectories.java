package io.manabi.prediction.sources;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directories of versions in a base path. */
final class ModelDirectories {
  private ModelDirectories() {}

  /**
   * The versions that are there, by number. Others than numbers are no versions; of {@code 1} and
   * {@code 001} the first by name counts.
   *
   * @throws ManabiException if the base path cannot be read
   */
  static SortedMap<Long, Path> in(Path basePath) {
    try (Stream<Path> entries = Files.list(basePath)) {
      SortedMap<Long, Path> versions = new TreeMap<>();
      entries
          .filter(entry -> entry.getFileName().toString().matches("\\d{1,18}"))
          .filter(Files::isDirectory)
          .sorted()
          .forEach(
              entry -> versions.putIfAbsent(Long.parseLong(entry.getFileName().toString()), entry));
      return versions;
    } catch (IOException | UncheckedIOException e) {
      throw ManabiException.user(
          "Cannot read the base path "
              + basePath
              + "; give the directory that has a directory for each version, such as "
              + basePath.resolve("1")
              + ".",
          e);
    }
  }

  /** What changes when a file comes, goes or grows: to see whether another try makes sense. */
  static String fingerprint(Path version) {
    try (Stream<Path> files = Files.walk(version, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .sorted()
          .map(file -> file + ":" + file.toFile().length() + ":" + file.toFile().lastModified())
          .collect(Collectors.joining("\n"));
    } catch (IOException | UncheckedIOException e) {
      return "unreadable";
    }
  }
}
