package io.manabi.transform;

import io.manabi.core.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file of lines that travels with a graph, as a vocabulary. */
final class AssetFile {
  private AssetFile() {}

  static void write(Path file, Analyzer.Value.Lines lines) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (byte[] line : lines.lines()) {
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  static List<byte[]> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      List<byte[]> lines = new ArrayList<>();
      int begin = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          lines.add(Arrays.copyOfRange(bytes, begin, i));
          begin = i + 1;
        }
      }
      return lines;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  static long lines(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long lines = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines++;
        }
      }
      return lines;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
