package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.RecordSplit;
import io.manabi.pipelines.RemoteFiles;
import io.manabi.pipelines.Span;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * A file on any file system that Beam knows.
 *
 * @param path its path or URI
 * @param size its size in bytes
 * @param modified when it was written last, in milliseconds since 1970; 0 if nobody knows
 */
record InputFile(String path, long size, long modified) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /** How much of the digest of a format tells it from others. */
  private static final int FORMAT_DIGITS = 16;

  /**
   * The files that any of the globs matches, in the order of the globs and then of their names.
   *
   * @throws ManabiException if a glob matches none
   */
  static List<InputFile> match(List<String> globs) {
    if (globs.isEmpty()) {
      throw ManabiException.user("No input file is given; name at least one.");
    }
    Set<InputFile> files = new LinkedHashSet<>();
    for (String glob : globs) {
      List<InputFile> matched = match(glob);
      if (matched.isEmpty()) {
        throw ManabiException.user("No file matches '" + glob + "'; check the path.");
      }
      files.addAll(matched);
    }
    return List.copyOf(files);
  }

  /** How a file is split. */
  interface Splitter {
    /** The parts of a file; none if it has no rows. */
    List<? extends RecordSplit> split(InputFile file) throws IOException;
  }

  /**
   * The parts of all files, in their order.
   *
   * @throws ManabiException if a glob matches no file, one cannot be read, or there are no rows
   */
  static List<RecordSplit> splits(List<String> globs, Splitter splitter) {
    List<RecordSplit> splits = new ArrayList<>();
    for (InputFile file : match(globs)) {
      try {
        splits.addAll(splitter.split(file));
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    if (splits.isEmpty()) {
      throw noRows(globs);
    }
    return splits;
  }

  private static List<InputFile> match(String glob) {
    List<InputFile> files = new ArrayList<>();
    try {
      if (LocalGlob.isLocal(glob)) {
        for (Path file : LocalGlob.files(glob)) {
          long modified = Files.getLastModifiedTime(file).toMillis();
          files.add(new InputFile(file.toString(), Files.size(file), modified));
        }
      } else {
        for (MatchResult.Metadata file :
            FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata()) {
          String path = file.resourceId().toString();
          files.add(new InputFile(path, file.sizeBytes(), file.lastModifiedMillis()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (RuntimeException e) { // Clients of stores have exceptions of their own.
      throw ManabiException.user(
          "Cannot look for '" + glob + "': " + RemoteFiles.reason(e) + "; correct the input.", e);
    } catch (IOException e) {
      throw ManabiException.user("Cannot look for '" + glob + "': " + e.getMessage() + ".", e);
    }
    files.sort(Comparator.comparing(InputFile::path));
    return files;
  }

  /** Whether it is compressed by gzip, by its name. */
  boolean isGzip() {
    return path.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /**
   * The unit of data that it is.
   *
   * @param format tells how it is read; another one makes it another unit
   */
  Span span(Object format) {
    String digest = Sha256.hex(format.toString()).substring(0, FORMAT_DIGITS);
    return new Span(path, size + "-" + modified + "-" + digest);
  }

  /** Its bytes as they are. */
  ReadableByteChannel channel() throws IOException {
    return FileSystems.open(FileSystems.matchNewResource(path, false));
  }

  /**
   * Its content, unpacked.
   *
   * @param from the first byte of the content
   */
  InputStream open(long from) throws IOException {
    ReadableByteChannel channel = channel();
    try {
      if (isGzip()) {
        InputStream in = new GZIPInputStream(Channels.newInputStream(channel), BUFFER);
        in.skipNBytes(from);
        return in;
      }
      if (channel instanceof SeekableByteChannel seekable) {
        seekable.position(from);
        return Channels.newInputStream(channel);
      }
      InputStream in = Channels.newInputStream(channel);
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** One sentence about files that are there, but have no rows. */
  static ManabiException noRows(List<String> globs) {
    return ManabiException.user(
        "There are no rows in " + String.join(", ", globs) + "; expected at least one.");
  }

  /** One sentence about why it cannot be read. */
  ManabiException unreadable(IOException cause) {
    if (cause instanceof ZipException || cause instanceof EOFException) {
      String kind = isGzip() ? "its gzip data" : "it";
      return ManabiException.user(
          path + ": " + kind + " is corrupt or cut off; write the file again.", cause);
    }
    if (cause instanceof FileNotFoundException && !Files.exists(Path.of(path))) {
      return ManabiException.user("Cannot read " + path + ": it is not there any more.", cause);
    }
    return AtomicFiles.cannotRead(path, cause);
  }
}
