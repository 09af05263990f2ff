package io.manabi.pipelines.sources;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks at bytes, eight at a time: rows and fields are found and compared by this. */
final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private Bytes() {}

  /** Where {@code wanted} is first between {@code from} and {@code to}; -1 if nowhere. */
  static int indexOf(byte[] data, int from, int to, byte wanted) {
    long pattern = ONES * (wanted & 0xff);
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long differences = (long) LONG.get(data, i) ^ pattern;
      long found = (differences - ONES) & ~differences & HIGH_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (data[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** How often {@code wanted} is there. */
  static int count(byte[] data, int from, int to, byte wanted) {
    int count = 0;
    for (int i = indexOf(data, from, to, wanted); i >= 0; ) {
      count++;
      i = indexOf(data, i + 1, to, wanted);
    }
    return count;
  }

  static boolean startsWith(byte[] data, int from, int to, byte[] prefix) {
    return to - from >= prefix.length
        && Arrays.equals(data, from, from + prefix.length, prefix, 0, prefix.length);
  }

  static int hash(byte[] data, int from, int to) {
    long hash = (long) to - from;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      hash = (hash ^ (long) LONG.get(data, i)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; i < to; i++) {
      hash = (hash ^ data[i]) * MIX;
    }
    return (int) (hash >>> 32);
  }

  static boolean isUtf8(byte[] data, int from, int to) {
    int i = from;
    while (i + 8 <= to && ((long) LONG.get(data, i) & HIGH_BITS) == 0) {
      i += 8;
    }
    while (i < to && data[i] >= 0) {
      i++;
    }
    if (i == to) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, i, to - i));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
