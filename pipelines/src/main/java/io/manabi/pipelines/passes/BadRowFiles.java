package io.manabi.pipelines.passes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import io.manabi.pipelines.BadRow;
import io.manabi.pipelines.BadRows;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The quarantine of a pass: a folder with a file for each split that has rows that cannot be used,
 * an object with {@code file}, {@code line}, {@code column}, {@code reason} and {@code content} in
 * each line.
 *
 * @param folder the folder
 */
public record BadRowFiles(Location folder) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a file of rows begins with. */
  private static final String BEGIN = "{\"file\":\"";

  /** An empty quarantine. */
  public static BadRowFiles create(Location folder) {
    try {
      folder.makeFolder();
      return new BadRowFiles(folder);
    } catch (IOException e) {
      throw folder.cannotWrite(e);
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
    return new Part(folder.resolve(String.format(Locale.ROOT, "%s-%08d", dataSet, split)));
  }

  /** The number of rows in it. */
  public long count() {
    long count = 0;
    for (Location part : parts()) {
      try (BufferedReader lines = lines(part)) {
        count += lines.lines().count();
      } catch (IOException e) {
        throw part.cannotRead(e);
      }
    }
    return count;
  }

  /** The first of the rows in the order of the data, as it is in the files. */
  public Optional<BadRow> first() {
    for (Location part : parts()) {
      try (BufferedReader lines = lines(part)) {
        return lines.lines().findFirst().map(BadRowFiles::parse);
      } catch (IOException e) {
        throw part.cannotRead(e);
      }
    }
    return Optional.empty();
  }

  private static BufferedReader lines(Location part) throws IOException {
    return new BufferedReader(new InputStreamReader(part.open(), StandardCharsets.UTF_8));
  }

  /**
   * Puts all rows into one file.
   *
   * @throws io.manabi.core.ManabiException if it cannot be written
   */
  public void copyTo(Location file) {
    write(file, List.of(this));
  }

  /** Puts the rows of some passes into one file, which is there as a whole or not at all. */
  static void write(Location file, List<BadRowFiles> passes) {
    AtomicFiles.Content rows =
        out -> {
          for (BadRowFiles pass : passes) {
            for (Location part : pass.parts()) {
              try (InputStream in = part.open()) {
                in.transferTo(out);
              }
            }
          }
        };
    if (file.isLocal()) {
      AtomicFiles.write(file.path(), rows);
      return;
    }
    try {
      WholeFile.write(file, rows);
    } catch (IOException e) {
      throw file.cannotWrite(e);
    }
  }

  /** Whether something is a file that {@link #write} wrote: an empty one, or of rows. */
  static boolean isFile(Location file) {
    if (file.isLocal() && !Files.isRegularFile(file.path())) {
      return false;
    }
    try (InputStream in = file.open()) {
      String begin = new String(in.readNBytes(BEGIN.length()), StandardCharsets.ISO_8859_1);
      return begin.isEmpty() || begin.equals(BEGIN);
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  private List<Location> parts() {
    try {
      return folder.files();
    } catch (IOException e) {
      throw folder.cannotRead(e);
    }
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
    private final Location file;
    private final Location temporary;
    private @Nullable Writer writer;
    private long count;

    private Part(Location file) {
      this.file = file;
      this.temporary = WholeFile.temporary(file);
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
        throw temporary.cannotWrite(e);
      }
    }

    /** How many rows were added. */
    public long count() {
      return count;
    }

    private Writer open() throws IOException {
      Writer open = writer;
      if (open == null) {
        open =
            new BufferedWriter(new OutputStreamWriter(temporary.create(), StandardCharsets.UTF_8));
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
        temporary.moveTo(file);
      } catch (IOException e) {
        throw file.cannotWrite(e);
      }
    }
  }
}
