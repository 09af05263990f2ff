package io.manabi.pipelines.sources;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.pipelines.Span;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * A file to read, on a file system that Beam knows.
 *
 * @param name its path or address
 * @param size in bytes
 * @param modified when it was, in milliseconds since 1970
 */
record InputFile(String name, long size, long modified) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /**
   * The files that some globs name, each once, sorted.
   *
   * @throws ManabiException if a glob names none, or a file is empty
   */
  static List<InputFile> match(List<String> globs) {
    List<InputFile> files = new ArrayList<>();
    for (String glob : globs) {
      try {
        MatchResult match = FileSystems.match(glob, EmptyMatchTreatment.DISALLOW);
        for (MatchResult.Metadata file : match.metadata()) {
          if (!file.resourceId().isDirectory()) {
            files.add(
                new InputFile(
                    file.resourceId().toString(), file.sizeBytes(), file.lastModifiedMillis()));
          }
        }
      } catch (IOException | IllegalArgumentException e) {
        throw ManabiException.user(
            "No file matches '%s'; give the path or glob of files that exist.".formatted(glob), e);
      }
    }
    files.sort(Comparator.comparing(InputFile::name));
    for (InputFile file : files) {
      if (file.size() == 0) {
        throw ManabiException.user(
            file.name() + " is empty; expected rows of data. Leave it out or fetch it again.");
      }
    }
    return files.stream().distinct().toList();
  }

  /** Whether it must be read from its beginning. */
  boolean isCompressed() {
    return name.endsWith(".gz");
  }

  /** The file as a unit of data that is read in some way. */
  Span span(Object format) {
    return new Span(name, size + " " + modified + " " + format);
  }

  /**
   * Opens it, decompressed.
   *
   * @param from the first byte to read
   */
  InputStream open(long from) {
    try {
      ReadableByteChannel channel =
          FileSystems.open(FileSystems.matchSingleFileSpec(name).resourceId());
      InputStream in = Channels.newInputStream(channel);
      if (isCompressed()) {
        in = new GZIPInputStream(new BufferedInputStream(in, BUFFER), BUFFER);
        in.skipNBytes(from);
      } else if (channel instanceof SeekableByteChannel seekable) {
        seekable.position(from);
      } else {
        in.skipNBytes(from);
      }
      return in;
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  ManabiException cannotRead(IOException cause) {
    return AtomicFiles.cannotRead(Path.of(name), cause);
  }
}
