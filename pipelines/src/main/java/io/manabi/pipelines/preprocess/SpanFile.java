package io.manabi.pipelines.preprocess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that workers write; two may write the same one. */
final class SpanFile {
  private SpanFile() {}

  /** Writes the file as a whole or not at all. */
  static void write(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling("." + UUID.randomUUID());
    try {
      Files.write(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
