package io.manabi.pipelines.preprocess;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Refuses to replace what preprocessing did not write, or what it is about to read. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * Checks a folder that will be replaced.
   *
   * @throws ManabiException if something else is there, or an input is in it
   */
  static void check(Path output, Collection<List<IndexedSplit>> inputs) {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw ManabiException.user(
          "The output " + output + " is a file, which would be lost; name a folder.");
    }
    if (Files.isDirectory(output)
        && !Files.isDirectory(output.resolve(PreprocessPipeline.TRANSFORM))
        && !isEmpty(output)) {
      throw ManabiException.user(
          "The output folder "
              + output
              + " has files that preprocessing did not write and that would be lost; name another folder, or empty it.");
    }
    Path folder = output.toAbsolutePath().normalize();
    for (List<IndexedSplit> splits : inputs) {
      for (IndexedSplit split : splits) {
        Span span = split.split().span();
        if (span.localFile().filter(file -> file.startsWith(folder)).isPresent()) {
          throw ManabiException.user(
              "The input "
                  + span.name()
                  + " is in the output folder "
                  + output
                  + ", which is replaced; name another folder.");
        }
      }
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }
}
