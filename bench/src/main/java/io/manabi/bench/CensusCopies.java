package io.manabi.bench;

import io.manabi.core.Schema;
import io.manabi.pipelines.RecordSource;
import io.manabi.samples.census.CensusData;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The rows of the census many times over, as a file of comma-separated values.
 *
 * @param file the file
 * @param copies how often each row is in it
 */
record CensusCopies(Path file, int copies) {
  private static final int ROWS = 32_561;

  /**
   * Writes a file.
   *
   * @param data the folder with {@code adult.data} or {@code adult.data.gz}
   * @param folder where to write
   */
  static CensusCopies write(Path data, int copies, Path folder) throws IOException {
    byte[] rows =
        (new String(rows(data), StandardCharsets.UTF_8).strip() + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("census-" + copies + ".csv");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < copies; i++) {
        out.write(rows);
      }
    }
    return new CensusCopies(file, copies);
  }

  private static byte[] rows(Path data) throws IOException {
    Path packed = data.resolve("adult.data.gz");
    if (!Files.exists(packed)) {
      return Files.readAllBytes(data.resolve("adult.data"));
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  long rows() {
    return (long) ROWS * copies;
  }

  RecordSource source(Schema schema) {
    return CensusData.rows(schema, file);
  }
}
