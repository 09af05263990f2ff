package io.manabi.pipelines.preprocess;

import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Accumulators in a file: their number, and for each its length and its bytes. */
final class SpanFile {
  private SpanFile() {}

  /** Writes the file as a whole or not at all. */
  static void write(Path file, List<byte[]> accumulators) throws IOException {
    Path temporary = file.resolveSibling("." + UUID.randomUUID());
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
        out.writeInt(accumulators.size());
        for (byte[] accumulator : accumulators) {
          out.writeInt(accumulator.length);
          out.write(accumulator);
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  static List<byte[]> read(Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      List<byte[]> accumulators = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        accumulators.add(in.readNBytes(in.readInt()));
      }
      return accumulators;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
