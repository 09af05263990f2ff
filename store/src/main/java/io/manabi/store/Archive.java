package io.manabi.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.TemporaryDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Backup} of a database with the files beside it that belong to what it says. A file with
 * several names is in it once.
 */
public final class Archive {
  private static final String FILES = "files/";

  /** Further names of files; the entry has the first one. */
  private static final String LINKS = "links/";

  /** How long to wait for whoever deletes what nobody needs. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Archive() {}

  /**
   * What is in an archive.
   *
   * @param rows of all tables
   * @param files without further names of the same
   * @param bytes of these files together
   */
  public record Content(int tables, long rows, int files, long bytes) {}

  /**
   * Writes all that is in the database at one moment, and then the files. Until it has them it has
   * the {@link FolderLock#COLLECTION} of each folder, so that nobody takes away what the database
   * has named. The file appears when it is whole, and replaces one that is there.
   *
   * @param root where the folders are
   * @param folders their names; made if they are not there
   * @throws ManabiException if the database fails, a file cannot be read or written, or another
   *     backup is at work for a minute
   */
  public static Content write(Database database, Path root, List<String> folders, Path file) {
    List<FolderLock> held = new ArrayList<>();
    try {
      for (String folder : folders) {
        held.add(FolderLock.hold(root.resolve(folder), FolderLock.COLLECTION, PATIENCE));
      }
      return writeAll(database, root, folders, file.toAbsolutePath());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(root, e);
    } finally {
      held.forEach(Archive::release);
    }
  }

  private static void release(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Content writeAll(Database database, Path root, List<String> folders, Path place) {
    try (TemporaryDirectory temporary = TemporaryDirectory.beside(place)) {
      Path tables = temporary.path().resolve("tables.zip");
      Backup.Content inTables = Backup.write(database, tables);
      Content[] content = new Content[1];
      AtomicFiles.write(
          place,
          out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            copyEntries(tables, zip);
            FilesWriter files = new FilesWriter(root, zip);
            for (String folder : folders) {
              files.add(root.resolve(folder));
            }
            zip.finish();
            content[0] = new Content(inTables.tables(), inTables.rows(), files.count, files.bytes);
          });
      return content[0];
    }
  }

  private static void copyEntries(Path from, ZipOutputStream to) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        to.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = zip.getInputStream(entry)) {
          in.transferTo(to);
        }
      }
    }
  }

  /** Puts files into a zip. */
  private static final class FilesWriter {
    private final Path root;
    private final ZipOutputStream zip;

    /** First names by what stands for a file whatever it is called. */
    private final Map<Object, String> names = new HashMap<>();

    private int count;
    private long bytes;

    private FilesWriter(Path root, ZipOutputStream zip) {
      this.root = root;
      this.zip = zip;
    }

    private void add(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return;
      }
      List<Path> files;
      try (Stream<Path> tree = Files.walk(folder)) {
        files = tree.filter(FilesWriter::isContent).sorted().toList();
      }
      for (Path file : files) {
        String name = root.relativize(file).toString().replace('\\', '/');
        @Nullable Object key =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        @Nullable String first = key == null ? null : names.putIfAbsent(key, name);
        if (first == null) {
          zip.putNextEntry(new ZipEntry(FILES + name));
          bytes += Files.copy(file, zip);
          count++;
        } else {
          zip.putNextEntry(new ZipEntry(LINKS + name));
          zip.write(first.getBytes(UTF_8));
        }
      }
    }

    /** Hidden files are locks, and what somebody is writing. */
    private static boolean isContent(Path file) {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && !file.getFileName().toString().startsWith(".");
    }
  }

  /**
   * Brings back the files of an archive and its database, as a whole or not at all.
   *
   * @param file what {@link #write} has written
   * @param root the folder for the files; it is made
   * @param address where the database is to be if not in that folder
   * @throws ManabiException if the file is no backup, or of another version of Manabi; if the
   *     folder or the database is not empty; or if one of them fails
   */
  public static Content restore(Path file, Path root, @Nullable DatabaseAddress address) {
    requireEmpty(root);
    Content[] content = new Content[1];
    AtomicFiles.writeDirectory(
        root,
        temporary -> {
          Content files = unpack(file, temporary);
          // The database last: what fails before it leaves nothing behind.
          try (Database database =
              Database.open(address == null ? DatabaseAddress.directory(temporary) : address)) {
            Backup.Content tables = Backup.restore(file, database);
            content[0] = new Content(tables.tables(), tables.rows(), files.files(), files.bytes());
          }
        });
    return content[0];
  }

  private static void requireEmpty(Path root) {
    try (Stream<Path> there = Files.exists(root) ? Files.list(root) : Stream.empty()) {
      if (there.findAny().isPresent()) {
        throw ManabiException.user("The folder " + root + " is not empty; restore into a new one.");
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(root, e);
    }
  }

  /** Throws IOException only if something cannot be written. */
  private static Content unpack(Path file, Path root) throws IOException {
    int files = 0;
    long bytes = 0;
    Map<String, String> links = new HashMap<>();
    try (ZipFile zip = open(file)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().startsWith(LINKS)) {
          links.put(
              entry.getName().substring(LINKS.length()),
              new String(zip.getInputStream(entry).readAllBytes(), UTF_8));
        } else if (entry.getName().startsWith(FILES)) {
          Path target = place(root, entry.getName().substring(FILES.length()), file);
          try (InputStream in = zip.getInputStream(entry);
              OutputStream out = Files.newOutputStream(target)) {
            bytes += in.transferTo(out);
          }
          // Nobody changes what was imported or uploaded.
          boolean unused = target.toFile().setReadOnly();
          files++;
        }
      }
    }
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path first = place(root, link.getValue(), file);
      try {
        Files.createLink(place(root, link.getKey(), file), first);
      } catch (UnsupportedOperationException e) {
        Files.copy(first, place(root, link.getKey(), file));
      }
    }
    return new Content(0, 0, files, bytes);
  }

  private static ZipFile open(Path file) {
    try {
      return new ZipFile(file.toFile());
    } catch (IOException e) {
      throw Backup.broken(file, e);
    }
  }

  /** Where a file is to be, in a folder that is there. */
  private static Path place(Path root, String name, Path file) throws IOException {
    Path place = root.resolve(name).normalize();
    if (!place.startsWith(root) || place.equals(root)) {
      throw Backup.broken(file, new IOException("it has a file " + name));
    }
    Files.createDirectories(place.getParent());
    return place;
  }
}
