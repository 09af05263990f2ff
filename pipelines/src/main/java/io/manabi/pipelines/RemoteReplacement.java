package io.manabi.pipelines;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Puts the files of one folder in the place of those of another one, where folders cannot be
 * renamed. The former files are aside meanwhile, and go back if the new ones cannot come.
 *
 * @param target the folder
 * @param first a file that is there before any other, and stays when it is replaced
 * @param last a file that goes before any other and comes after all others
 */
record RemoteReplacement(RemoteLocation target, String first, String last) {
  /** There when all former files are aside, so that what is in their place is new. */
  private static final String COMPLETE = ".complete";

  private RemoteLocation former() {
    return target.sibling("." + target.name() + ".manabi-former");
  }

  /** Puts right what was broken off: the former files go back, or go. */
  void recover() throws IOException {
    if (target.resolve(last).exists()) {
      discardFormer();
    } else {
      restore();
    }
  }

  /** Puts the files of a folder that is whole into the place. */
  void put(RemoteLocation whole) throws IOException {
    recover();
    try {
      moveAside();
      move(whole, target, first);
    } catch (IOException e) {
      try {
        recover();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    discardFormer();
  }

  private void moveAside() throws IOException {
    if (!target.resolve(last).exists()) {
      RemoteLocation.delete(filesBut(target, first)); // Nobody can use what is there.
      return;
    }
    RemoteLocation former = former();
    if (target.resolve(first).exists()) {
      RemoteLocation.copy(target.resolve(first), former.resolve(first));
    }
    target.resolve(last).moveTo(former.resolve(last));
    rename(target, filesBut(target, first), former);
    former.resolve(COMPLETE).create().close();
  }

  private void restore() throws IOException {
    RemoteLocation former = former();
    if (former.resources().isEmpty()) {
      return;
    }
    if (former.resolve(COMPLETE).exists()) {
      RemoteLocation.delete(filesBut(target, first));
      former.resolve(COMPLETE).delete();
    }
    move(former, target, first);
    discardFormer();
  }

  private void discardFormer() throws IOException {
    if (!former().resources().isEmpty()) {
      TemporaryFolder.deleteQuietly(former());
    }
  }

  /** Moves the files of a folder, one of them first, if it is there, and {@link #last} last. */
  private void move(RemoteLocation from, RemoteLocation to, String first) throws IOException {
    if (from.resolve(first).exists()) {
      from.resolve(first).moveTo(to.resolve(first));
    }
    rename(from, filesBut(from, last), to);
    from.resolve(last).moveTo(to.resolve(last));
  }

  private static List<ResourceId> filesBut(RemoteLocation folder, String name) throws IOException {
    List<ResourceId> files = new ArrayList<>(folder.resources());
    files.removeIf(file -> folder.nameBelow(file).equals(name));
    return files;
  }

  private static void rename(RemoteLocation from, List<ResourceId> files, RemoteLocation to)
      throws IOException {
    RemoteLocation.rename(
        files, files.stream().map(file -> to.resolve(from.nameBelow(file)).resource()).toList());
  }
}
