package io.manabi.registry.files;

import io.manabi.core.files.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Contents of files where servers of several machines see them, each named by its digest. What is
 * read from there is checked by whoever reads it.
 */
final class SharedContents {
  private final Location folder;

  SharedContents(Location folder) {
    this.folder = folder;
  }

  /** Where a content is, or would be. */
  Location place(String sha256) {
    return folder.resolve(sha256.substring(0, 2) + "/" + sha256);
  }

  /** Whether there is a content. */
  boolean has(String sha256) {
    Location place = place(sha256);
    try {
      return place.isFile();
    } catch (IOException e) {
      throw place.cannotRead(e);
    }
  }

  /** Copies a content, if it is not there yet; under its name it is whole. */
  void add(Path content, String sha256) {
    if (has(sha256)) {
      return;
    }
    Location place = place(sha256);
    Location coming = place.sibling(sha256 + ".coming-" + UUID.randomUUID());
    try {
      folder.resolve(sha256.substring(0, 2)).makeFolder();
      try (InputStream in = Files.newInputStream(content);
          OutputStream out = coming.create()) {
        in.transferTo(out);
      }
      coming.moveTo(place);
    } catch (IOException e) {
      throw place.cannotWrite(e);
    }
  }

  /** Deletes a content, if it is there. */
  void delete(String sha256) {
    Location place = place(sha256);
    try {
      place.delete();
    } catch (IOException e) {
      throw place.cannotWrite(e);
    }
  }
}
