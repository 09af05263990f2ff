package io.manabi.pipelines.passes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The quarantine of a pass: a folder with a file for each split that has rows that cannot be used,
 * an object with {@code file}, {@code line}, {@code column}, {@code reason} and {@code content} in
 * each line.
 *
 * @param folder the folder
 */
public record BadRowFiles(String folder) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a file of rows begins with. */
  private static final String BEGIN = "{\"file\":\"";

  /** An empty quarantine. */
  public static BadRowFiles create(Path folder) {
    try {
      return new BadRowFiles(Files.createDirectories(folder).toString());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /**
   * Begins the file of a split; it is there once it is closed. A second try of the same split gives
   * the same file again.
   *
   * @param dataSet the name of the data set
   * @param split the number of the split
   */
  public Part part(String dataSet, int split) {
    return new Part(Path.of(folder, "%s-%08d".formatted(dataSet, split)));
  }

  /** The number of rows in it. */
  public long count() {
    long count = 0;
    for (Path part : parts()) {
      try (Stream<String> lines = Files.lines(part)) {
        count += lines.count();
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(part, e);
      }
    }
    return count;
  }

  /** The first of the rows in the order of the data, as it is in the files. */
  public Optional<BadRow> first() {
    for (Path part : parts()) {
      try (Stream<String> lines = Files.lines(part)) {
        return lines.findFirst().map(BadRowFiles::parse);
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(part, e);
      }
    }
    return Optional.empty();
  }

  /**
   * Puts all rows into one file.
   *
   * @throws io.manabi.core.ManabiException if it cannot be written
   */
  public void copyTo(Path file) {
    write(file, List.of(this));
  }

  /** Puts the rows of some passes into one file, which is there as a whole or not at all. */
  static void write(Path file, List<BadRowFiles> passes) {
    AtomicFiles.write(
        file,
        out -> {
          for (BadRowFiles pass : passes) {
            for (Path part : pass.parts()) {
              Files.copy(part, out);
            }
          }
        });
  }

  /** Whether something is a file that {@link #write} wrote: an empty one, or of rows. */
  static boolean isFile(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      String begin = new String(in.readNBytes(BEGIN.length()), StandardCharsets.ISO_8859_1);
      return begin.isEmpty() || begin.equals(BEGIN);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(path, e);
    }
  }

  private List<Path> parts() {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.filter(file -> !isTemporary(file)).sorted().toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(Path.of(folder), e);
    }
  }

  private static boolean isTemporary(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  private static BadRow parse(String line) {
    try {
      return JSON.readValue(line, BadRow.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a split. */
  public static final class Part implements BadRows, AutoCloseable {
    private final Path file;
    private final Path temporary;
    private @Nullable Writer writer;
    private long count;

    private Part(Path file) {
      this.file = file;
      this.temporary = file.resolveSibling("." + UUID.randomUUID());
    }

    @Override
    public void add(BadRow row) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("file", row.file());
      fields.put("line", row.line());
      fields.put("column", row.column());
      fields.put("reason", row.reason());
      fields.put("content", row.content());
      try {
        open().write(JSON.writeValueAsString(fields) + "\n");
        count++;
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(temporary, e);
      }
    }

    /** How many rows were added. */
    public long count() {
      return count;
    }

    private Writer open() throws IOException {
      Writer open = writer;
      if (open == null) {
        open = new BufferedWriter(Files.newBufferedWriter(temporary, StandardCharsets.UTF_8));
        writer = open;
      }
      return open;
    }

    @Override
    public void close() {
      Writer open = writer;
      if (open == null) {
        return;
      }
      try {
        open.close();
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw AtomicFiles.cannotWrite(file, e);
      }
    }
  }
}
