package io.manabi.pipelines.passes;

import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** A file that is there as a whole or not at all; two workers may write the same one. */
public final class WholeFile {
  private WholeFile() {}

  /** A name beside a file for what is not whole yet; listings leave it out. */
  public static Location temporary(Location file) {
    return file.sibling("." + UUID.randomUUID());
  }

  /** Writes a file in a folder that is there. */
  public static void write(Location file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /** Writes a file in a folder that is there. */
  public static void write(Location file, AtomicFiles.Content content) throws IOException {
    Location temporary = temporary(file);
    try {
      try (OutputStream out = temporary.create()) {
        content.writeTo(out);
      }
      temporary.moveTo(file);
    } finally {
      temporary.delete();
    }
  }
}
