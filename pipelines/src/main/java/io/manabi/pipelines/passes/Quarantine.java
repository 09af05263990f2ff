package io.manabi.pipelines.passes;

import io.manabi.core.ManabiException;
import io.manabi.core.files.TemporaryDirectory;
import io.manabi.pipelines.RecordSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The file that a user names for the rows that passes cannot use, in the form of {@link
 * BadRowFiles}. It is there once it is written; what is collected until then lies beside it, where
 * workers on other machines can write as well.
 */
public final class Quarantine implements AutoCloseable {
  private final Path file;
  private final TemporaryDirectory parts;
  private final List<BadRowFiles> passes = new ArrayList<>();

  private Quarantine(Path file, TemporaryDirectory parts) {
    this.file = file;
    this.parts = parts;
  }

  /**
   * Prepares the file.
   *
   * @param inputs what is going to be read
   * @throws ManabiException if something is there that would be lost, as one of the inputs, or if
   *     the file cannot be written
   */
  public static Quarantine of(Path file, Collection<RecordSource> inputs) {
    boolean other = Files.exists(file) && !BadRowFiles.isFile(file);
    if (other || inputs.stream().anyMatch(input -> isIn(input, file))) {
      throw ManabiException.user(
          "The quarantine "
              + file
              + (other ? " has something else in it" : " is an input")
              + ", which would be lost; name another file.");
    }
    return new Quarantine(file, TemporaryDirectory.beside(file));
  }

  private static boolean isIn(RecordSource input, Path file) {
    Path there = file.toAbsolutePath().normalize();
    return input.splits().stream()
        .flatMap(split -> split.span().localFile().stream())
        .anyMatch(there::equals);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** Where one more pass puts its rows. */
  public BadRowFiles next() {
    BadRowFiles pass = BadRowFiles.create(parts.path().resolve("pass-" + passes.size()));
    passes.add(pass);
    return pass;
  }

  /**
   * Writes the rows of all passes so far; if there are none, an empty file, lest that of a former
   * run be taken for that of this one.
   *
   * @throws ManabiException if it cannot be written
   */
  public void write() {
    BadRowFiles.write(file, passes);
  }

  /** Deletes all but the file. */
  @Override
  public void close() {
    parts.close();
  }
}
