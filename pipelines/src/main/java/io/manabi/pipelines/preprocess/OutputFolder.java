package io.manabi.pipelines.preprocess;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.Span;
import io.manabi.pipelines.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a job writes, as a whole or not at all. It never replaces what preprocessing did
 * not write, or what is about to be read.
 */
final class OutputFolder {
  /** There from the begin of a publication on; what it was broken off in may be replaced. */
  private static final String FIRST = PreprocessPipeline.RAW_METADATA + "/" + Metadata.SCHEMA;

  /** There only when all is there; nobody can use the folder without it. */
  private static final String LAST = PreprocessPipeline.TRANSFORM + "/saved_model.pb";

  private OutputFolder() {}

  /** Fills the folder. */
  @FunctionalInterface
  interface Content {
    void writeTo(Workplace place) throws IOException;
  }

  /**
   * Checks a folder that will be replaced.
   *
   * @throws ManabiException if something else is there, or an input is in it
   */
  static void check(Location output, Collection<List<IndexedSplit>> inputs) {
    try {
      if (output.isFile()) {
        throw ManabiException.user(
            "The output " + output + " is a file, which would be lost; name a folder.");
      }
      if (output.isFolder() && !isOutput(output) && !isEmpty(output)) {
        throw ManabiException.user(
            "The output folder "
                + output
                + " has files that preprocessing did not write and that would be lost; name another folder, or empty it.");
      }
    } catch (IOException e) {
      throw output.cannotRead(e);
    }
    for (List<IndexedSplit> splits : inputs) {
      for (IndexedSplit split : splits) {
        Span span = split.split().span();
        if (span.location().isWithin(output)) {
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

  private static boolean isOutput(Location folder) throws IOException {
    return folder.resolve(PreprocessPipeline.TRANSFORM).isFolder()
        || (!folder.isLocal() && folder.resolve(FIRST).isFile());
  }

  private static boolean isEmpty(Location folder) throws IOException {
    if (!folder.isLocal()) {
      return false; // or it were none
    }
    try (Stream<Path> files = Files.list(folder.path())) {
      return files.findAny().isEmpty();
    }
  }

  /**
   * Writes a folder, replacing the one that is there.
   *
   * @throws ManabiException if it cannot be written
   */
  static void write(Location output, Content content) {
    try {
      TemporaryFolder.recover(output, FIRST, LAST);
    } catch (IOException e) {
      throw output.cannotWrite(e);
    }
    try (TemporaryFolder temporary = TemporaryFolder.beside(output);
        Workplace place = Workplace.in(temporary.location())) {
      content.writeTo(place);
      place.upload();
      temporary.publish(Workplace.OUTPUT, output, FIRST, LAST);
    } catch (IOException e) {
      throw output.cannotWrite(e);
    }
  }
}
