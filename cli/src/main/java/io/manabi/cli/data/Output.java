package io.manabi.cli.data;

import io.manabi.core.files.AtomicFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a result goes.
 *
 * @param out standard output
 * @param file the file that the user named; null for standard output
 */
record Output(PrintWriter out, @Nullable Path file) {

  void text(String text) {
    if (file == null) {
      out.print(text);
      out.flush();
    } else {
      bytes(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  void bytes(byte[] content) {
    if (file == null) {
      throw new IllegalStateException("bytes need a file");
    }
    AtomicFiles.write(file, stream -> stream.write(content));
    out.println("written: " + file);
    out.flush();
  }
}
