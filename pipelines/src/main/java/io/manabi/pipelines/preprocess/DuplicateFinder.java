package io.manabi.pipelines.preprocess;

import static java.util.Objects.requireNonNull;

import io.manabi.core.files.Location;
import io.manabi.pipelines.passes.WholeFile;
import io.manabi.pipelines.preprocess.RowDigests.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Finds the rows of a group of digests that were there before, in the order of the data. */
final class DuplicateFinder extends DoFn<KV<Integer, Iterable<Digests>>, Void> {
  private static final long serialVersionUID = 1L;

  private final Location folder;

  /** 128 bits of a row. */
  private record Digest(long first, long second) {}

  DuplicateFinder(Location folder) {
    this.folder = folder;
  }

  /** Writes a list for the group: for each duplicate the numbers of its split and of its row. */
  @ProcessElement
  public void find(@Element KV<Integer, Iterable<Digests>> group) throws IOException {
    List<Digests> splits = new ArrayList<>();
    requireNonNull(group.getValue()).forEach(splits::add);
    splits.sort(Comparator.comparingInt(Digests::split));
    Set<Digest> seen = new HashSet<>();
    List<int[]> duplicates = new ArrayList<>();
    for (Digests split : splits) {
      for (int i = 0; i < split.rows().length; i++) {
        if (!seen.add(new Digest(split.digests()[2 * i], split.digests()[2 * i + 1]))) {
          duplicates.add(new int[] {split.split(), split.rows()[i]});
        }
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 * duplicates.size());
    duplicates.forEach(duplicate -> bytes.putInt(duplicate[0]).putInt(duplicate[1]));
    WholeFile.write(folder.resolve("group-" + group.getKey()), bytes.array());
  }

  /** The duplicates of each split, from the lists of all groups. */
  static List<BitSet> read(Location folder, int splits) {
    List<BitSet> dropped = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      dropped.add(new BitSet());
    }
    try {
      for (Location file : folder.files()) {
        try (InputStream in = file.open()) {
          ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
          while (bytes.hasRemaining()) {
            dropped.get(bytes.getInt()).set(bytes.getInt());
          }
        }
      }
    } catch (IOException e) {
      throw folder.cannotRead(e);
    }
    return dropped;
  }
}
