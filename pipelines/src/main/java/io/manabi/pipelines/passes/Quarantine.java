package io.manabi.pipelines.passes;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import io.manabi.pipelines.RecordSource;
import io.manabi.pipelines.TemporaryFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The file that a user names for the rows that passes cannot use, in the form of {@link
 * BadRowFiles}. It is there once it is written; what is collected until then lies beside it, where
 * workers on other machines can write as well.
 */
public final class Quarantine implements AutoCloseable {
  private final Location file;
  private final TemporaryFolder parts;
  private final List<BadRowFiles> passes = new ArrayList<>();
  private int begun;

  private Quarantine(Location file, TemporaryFolder parts) {
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
  public static Quarantine of(Location file, Collection<RecordSource> inputs) {
    boolean other = isOther(file);
    if (other || inputs.stream().anyMatch(input -> input.reads(file))) {
      throw ManabiException.user(
          "The quarantine "
              + file
              + (other ? " has something else in it" : " is an input")
              + ", which would be lost; name another file.");
    }
    return new Quarantine(file, TemporaryFolder.beside(file));
  }

  private static boolean isOther(Location file) {
    try {
      return file.isFolder() || (file.isFile() && !BadRowFiles.isFile(file));
    } catch (IOException e) {
      throw file.cannotRead(e);
    }
  }

  /** The file. */
  public Location file() {
    return file;
  }

  /** Where one more pass puts its rows. */
  public BadRowFiles next() {
    BadRowFiles pass = BadRowFiles.create(parts.location().resolve("pass-" + begun++));
    passes.add(pass);
    return pass;
  }

  /** Forgets the rows of the last pass, which is made again. */
  public void forgetLast() {
    passes.remove(passes.size() - 1);
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
