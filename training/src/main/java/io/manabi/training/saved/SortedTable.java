package io.manabi.training.saved;

import io.manabi.core.records.MaskedCrc32c;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the table of sorted keys that is the index of a checkpoint: LevelDB's format, as <a
 * href="https://github.com/google/leveldb/blob/main/doc/table_format.md">table_format.md</a>
 * describes it, without compression.
 */
final class SortedTable {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private final byte[] file;

  private SortedTable(byte[] file) {
    this.file = file;
  }

  /**
   * All entries of a table. Keys need not be text: each byte is a character.
   *
   * @param file the bytes of the file
   * @throws IOException if they are no table, or damaged
   */
  static Map<String, byte[]> read(byte[] file) throws IOException {
    if (file.length < FOOTER || littleEndian(file).getLong(file.length - Long.BYTES) != MAGIC) {
      throw new DamageException("it is no index of a checkpoint, or was cut off");
    }
    try {
      SortedTable table = new SortedTable(file);
      ByteBuffer footer = littleEndian(file).position(file.length - FOOTER);
      // First the block of metadata, which TensorFlow leaves empty, then the one of blocks.
      Map<String, byte[]> entries = new LinkedHashMap<>(table.entries(Block.of(footer)));
      for (byte[] where : table.entries(Block.of(footer)).values()) {
        entries.putAll(table.entries(Block.of(ByteBuffer.wrap(where))));
      }
      return entries;
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DamageException("its index is damaged", e);
    }
  }

  /** Where a block lies. */
  private record Block(int offset, int size) {
    static Block of(ByteBuffer in) throws IOException {
      return new Block(number(in), number(in));
    }
  }

  private Map<String, byte[]> entries(Block block) throws IOException {
    ByteBuffer in = littleEndian(file).position(block.offset());
    byte[] data = new byte[Math.min(block.size(), in.remaining()) + 1];
    in.get(data);
    if (in.getInt() != MaskedCrc32c.of(data, data.length) || data[block.size()] != 0) {
      throw new DamageException("the checksum of its index is wrong");
    }
    ByteBuffer entries = littleEndian(data).limit(block.size());
    int restarts = entries.getInt(block.size() - Integer.BYTES);
    entries.limit(block.size() - Integer.BYTES * (restarts + 1));
    Map<String, byte[]> read = new LinkedHashMap<>();
    byte[] key = {};
    while (entries.hasRemaining()) {
      int shared = number(entries);
      byte[] rest = new byte[number(entries)];
      byte[] value = new byte[number(entries)];
      entries.get(rest).get(value);
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      next.write(key, 0, shared);
      next.write(rest);
      key = next.toByteArray();
      read.put(new String(key, StandardCharsets.ISO_8859_1), value);
    }
    return read;
  }

  /** Reads a number of seven bits a byte, which TensorFlow's tables keep below 2^31. */
  private static int number(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        if (value != (int) value || value < 0) {
          break;
        }
        return (int) value;
      }
    }
    throw new DamageException("its index is damaged");
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
