package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or a folder, on this machine or on a file system that a {@link LocationProvider} knows, as
 * {@code s3://bucket/folder}. It is a name: nothing may be there yet. Programs on other machines
 * find the same there, if they see the same file system.
 */
public interface Location extends Serializable {

  /**
   * What a user typed: a path of this machine, or an address.
   *
   * @throws ManabiException if it is an address in which no file can be, or that nobody here knows
   */
  static Location of(String pathOrAddress) {
    return isAddress(pathOrAddress)
        ? LocationProvider.find(pathOrAddress).locate(pathOrAddress)
        : LocalLocation.of(pathOrAddress);
  }

  /** Whether it is an address, as {@code s3://bucket/folder}, and no path of this machine. */
  static boolean isAddress(String pathOrAddress) {
    // A scheme of one letter is a drive; the scheme of paths is "file".
    return pathOrAddress.matches("(?!file:)[a-zA-Z][-a-zA-Z0-9+.]+:/.*");
  }

  /** A path of this machine. */
  static Location of(Path path) {
    return new LocalLocation(path.toString());
  }

  /** Whether it is on this machine. */
  boolean isLocal();

  /**
   * Where it is on this machine.
   *
   * @throws ManabiException if it is elsewhere
   */
  Path path();

  /** The last part of its name. */
  String name();

  /** What is in this folder under a name, in which slashes lead to folders of it. */
  Location resolve(String below);

  /** What is beside this under another name. */
  Location sibling(String other);

  /** Whether this is in a folder, at any depth, or is the folder itself. */
  boolean isWithin(Location folder);

  /** Whether there is anything of this name. */
  boolean exists() throws IOException;

  /** Whether there is a file. */
  boolean isFile() throws IOException;

  /** Whether there is a folder; many file systems know one only by what is in it. */
  boolean isFolder() throws IOException;

  /** The size of the file in bytes. */
  long size() throws IOException;

  /** The files in this folder in the order of their names, without those that begin with a dot. */
  List<Location> files() throws IOException;

  /**
   * The names of all files below this folder, at any depth, in their order: those by which {@link
   * #resolve} finds them. Symbolic links are followed.
   */
  List<String> tree() throws IOException;

  /** Makes the folder with those that it is in, where folders are made. */
  void makeFolder() throws IOException;

  /** Reads the file. */
  InputStream open() throws IOException;

  /** Begins the file, or begins it anew; its folder is there. */
  OutputStream create() throws IOException;

  /**
   * Gives the file another name on the same file system, in the place of what is there.
   *
   * @throws IOException if it cannot, or what the file is for has ended meanwhile
   */
  void moveTo(Location target) throws IOException;

  /** Deletes the file, if it is there. */
  void delete() throws IOException;

  /** One sentence for the user about why this could not be written. */
  ManabiException cannotWrite(IOException cause);

  /** One sentence for the user about why this could not be read. */
  ManabiException cannotRead(IOException cause);
}
