package io.manabi.training.saved;

import com.google.protobuf.InvalidProtocolBufferException;
import io.manabi.core.ManabiException;
import io.manabi.core.records.MaskedCrc32c;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a checkpoint of TensorFlow's V2 format holds, read without TensorFlow: the index says which
 * variables there are, of which shape, where their bytes are and what their checksums must be.
 */
public final class Checkpoint {
  private static final int BUFFER = 1 << 16;
  private static final int NAMED = 4;

  /** What begins the keys of the parts of variables that were written in parts. */
  private static final String SLICE = "\0";

  private final Path prefix;
  private final int shards;
  private final Map<String, BundleEntryProto> entries;
  private final Map<String, BundleEntryProto> slices;

  private Checkpoint(
      Path prefix,
      int shards,
      Map<String, BundleEntryProto> entries,
      Map<String, BundleEntryProto> slices) {
    this.prefix = prefix;
    this.shards = shards;
    this.entries = entries;
    this.slices = slices;
  }

  /**
   * Reads the index of a checkpoint.
   *
   * @param prefix the prefix of its files, such as {@code model.ckpt-100}
   * @throws IOException if it is missing, damaged or cannot be read
   */
  public static Checkpoint open(Path prefix) throws IOException {
    byte[] file;
    try {
      file = Files.readAllBytes(Path.of(prefix + ".index"));
    } catch (NoSuchFileException e) {
      throw new DamageException("its index is missing", e);
    }
    try {
      return of(prefix, SortedTable.read(file));
    } catch (InvalidProtocolBufferException e) {
      throw new DamageException("its index is damaged", e);
    }
  }

  private static Checkpoint of(Path prefix, Map<String, byte[]> table) throws IOException {
    byte[] header = table.remove("");
    if (header == null) {
      throw new DamageException("its index has no header");
    }
    Map<String, BundleEntryProto> entries = new TreeMap<>();
    Map<String, BundleEntryProto> slices = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : table.entrySet()) {
      BundleEntryProto value = BundleEntryProto.parseFrom(entry.getValue());
      if (entry.getKey().startsWith(SLICE)) {
        slices.put(entry.getKey(), value);
      } else {
        entries.put(text(entry.getKey()), value);
      }
    }
    int shards = BundleHeaderProto.parseFrom(header).getNumShards();
    return new Checkpoint(prefix, shards, entries, slices);
  }

  /** The prefix of its files. */
  public Path prefix() {
    return prefix;
  }

  /**
   * Reads all data and compares it with its checksums.
   *
   * @throws IOException if some is missing, damaged or cannot be read
   */
  public void verify() throws IOException {
    for (int shard = 0; shard < shards; shard++) {
      verify(shard);
    }
  }

  private void verify(int shard) throws IOException {
    Path file = file(shard);
    List<Map.Entry<String, BundleEntryProto>> inside = new ArrayList<>();
    for (Map.Entry<String, BundleEntryProto> entry : entries.entrySet()) {
      // Of one that was written in parts, only these have bytes.
      if (entry.getValue().getShardId() == shard && entry.getValue().getSlicesCount() == 0) {
        inside.add(entry);
      }
    }
    for (Map.Entry<String, BundleEntryProto> slice : slices.entrySet()) {
      if (slice.getValue().getShardId() == shard) {
        inside.add(Map.entry(name(slice.getKey()), slice.getValue()));
      }
    }
    inside.sort(Comparator.comparingLong(entry -> entry.getValue().getOffset()));
    try (InputStream in = Files.newInputStream(file)) {
      long position = 0;
      for (Map.Entry<String, BundleEntryProto> each : inside) {
        BundleEntryProto entry = each.getValue();
        in.skipNBytes(entry.getOffset() - position);
        if (checksum(in, entry.getSize()) != entry.getCrc32C()) {
          throw new DamageException("the checksum of variable " + each.getKey() + " is wrong");
        }
        position = entry.getOffset() + entry.getSize();
      }
    } catch (NoSuchFileException e) {
      throw new DamageException(file.getFileName() + " is missing", e);
    } catch (EOFException e) {
      throw new DamageException(file.getFileName() + " was cut off", e);
    }
  }

  /** The name of a variable in the key of a part: in front of it is 0, after it 0 and 1. */
  private static String name(String slice) {
    return text(slice.substring(1, slice.indexOf(SLICE, 1)));
  }

  /** What the bytes of a key say. */
  private static String text(String key) {
    return new String(key.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /**
   * The value of an int64 scalar.
   *
   * @param name of a variable
   * @throws IOException if there is no such variable, or it is damaged or cannot be read
   */
  public long number(String name) throws IOException {
    BundleEntryProto entry = entries.get(name);
    if (entry == null || entry.getSize() != Long.BYTES) {
      throw new DamageException("it has no number " + name);
    }
    Path file = file(entry.getShardId());
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(entry.getOffset());
      byte[] bytes = in.readNBytes(Long.BYTES);
      if (checksum(new ByteArrayInputStream(bytes), Long.BYTES) != entry.getCrc32C()) {
        throw new DamageException("the checksum of variable " + name + " is wrong");
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (NoSuchFileException e) {
      throw new DamageException(file.getFileName() + " is missing", e);
    } catch (EOFException e) {
      throw new DamageException(file.getFileName() + " was cut off", e);
    }
  }

  private Path file(int shard) {
    return Path.of(String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards));
  }

  private static int checksum(InputStream in, long size) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    for (long left = size; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      crc.update(buffer, 0, read);
      left -= read;
    }
    return MaskedCrc32c.mask(crc);
  }

  /**
   * Checks that this checkpoint has exactly these variables.
   *
   * @param wanted the variables of the model with their shapes
   * @throws ManabiException if it has not; the message names the variables that differ
   */
  public void requireFits(Map<String, Shape> wanted) {
    TreeSet<String> extra = new TreeSet<>(entries.keySet());
    extra.removeAll(wanted.keySet());
    requireFits(wanted, List.copyOf(extra));
  }

  /**
   * Checks that this checkpoint has these variables; it may have others.
   *
   * @param wanted variables of the model with their shapes
   * @throws ManabiException if it has not; the message names the variables that differ
   */
  public void requireHolds(Map<String, Shape> wanted) {
    requireFits(wanted, List.of());
  }

  private void requireFits(Map<String, Shape> wanted, List<String> extra) {
    List<String> missing = new ArrayList<>();
    List<String> others = new ArrayList<>();
    new TreeMap<>(wanted)
        .forEach(
            (name, shape) -> {
              BundleEntryProto entry = entries.get(name);
              if (entry == null) {
                missing.add(name);
              } else if (!shape(entry).equals(shape)) {
                others.add(name + " is " + text(shape(entry)) + " instead of " + text(shape));
              }
            });
    List<String> differences = new ArrayList<>();
    add(differences, "", others);
    add(differences, "it lacks ", missing);
    add(differences, "the model lacks ", extra);
    if (!differences.isEmpty()) {
      throw ManabiException.user(
          "The checkpoint "
              + prefix
              + " does not fit this model: "
              + String.join("; ", differences)
              + "; use another job directory or delete it.");
    }
  }

  private static void add(List<String> differences, String what, List<String> names) {
    if (!names.isEmpty()) {
      int more = names.size() - NAMED;
      differences.add(
          what
              + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
              + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  private static Shape shape(BundleEntryProto entry) {
    return Shape.of(
        entry.getShape().getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }

  private static String text(Shape shape) {
    return Arrays.toString(shape.asArray());
  }
}
