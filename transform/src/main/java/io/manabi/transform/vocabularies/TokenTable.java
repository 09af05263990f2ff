package io.manabi.transform.vocabularies;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.manabi.core.ManabiException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings with numbers, from 0 in the order in which they came. They lie one after the other
 * in one array, so that millions of short ones take little more than their bytes.
 */
final class TokenTable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private byte[] bytes;

  /** Where each begins, and at the end where the last one ends. */
  private int[] starts;

  private int size;

  /** Hash and number + 1 of a token, or 0; empty as long as nobody looked for a token. */
  private long[] slots = {};

  TokenTable() {
    this(new byte[256], new int[33], 0);
  }

  /** The tokens that lie in {@code bytes}; the arrays are given away. */
  TokenTable(byte[] bytes, int[] starts, int size) {
    this.bytes = bytes;
    this.starts = starts;
    this.size = size;
  }

  int size() {
    return size;
  }

  int length(int token) {
    return starts[token + 1] - starts[token];
  }

  /** A copy of a token. */
  byte[] get(int token) {
    return Arrays.copyOfRange(bytes, starts[token], starts[token + 1]);
  }

  /** A byte of a token. */
  byte get(int token, int index) {
    return bytes[starts[token] + index];
  }

  /** All tokens, one after the other. Not a copy. */
  ByteString all() {
    return UnsafeByteOperations.unsafeWrap(bytes, 0, starts[size]);
  }

  /** Compares tokens byte by byte, as unsigned numbers. */
  int compare(int left, int right) {
    return Arrays.compareUnsigned(
        bytes, starts[left], starts[left + 1], bytes, starts[right], starts[right + 1]);
  }

  /** The number of a token, which is added if it is new. */
  int add(byte[] token) {
    return add(token, 0, token.length);
  }

  /** The number of a token of another table, which is added if it is new. */
  int add(TokenTable other, int token, int skip) {
    return add(other.bytes, other.starts[token] + skip, other.length(token) - skip);
  }

  int add(byte[] from, int start, int length) {
    if (slots.length < 2 * (size + 1)) {
      index();
    }
    long hash = hash(from, start, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (slots[slot] >>> 32 == hash) {
        int token = (int) slots[slot] - 1;
        if (Arrays.equals(bytes, starts[token], starts[token + 1], from, start, start + length)) {
          return token;
        }
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = hash << 32 | (size + 1);
    return append(from, start, length);
  }

  private int append(byte[] from, int start, int length) {
    int end = starts[size];
    if (length > MAX_BYTES - end) {
      throw ManabiException.resources(
          "A vocabulary's tokens take more than 2 GiB before it is cut; compute it approximately, or of another column.");
    }
    if (end + length > bytes.length) {
      long grown = Math.max((long) bytes.length + bytes.length / 2, end + length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(grown, MAX_BYTES));
    }
    System.arraycopy(from, start, bytes, end, length);
    if (size + 2 > starts.length) {
      starts = Arrays.copyOf(starts, starts.length + starts.length / 2);
    }
    starts[size + 1] = end + length;
    return size++;
  }

  /** Makes room for more, at most half of which is taken. */
  private void index() {
    int capacity = Math.max(64, Integer.highestOneBit(size + 1) * 4);
    if (capacity < 0) {
      throw ManabiException.resources("A vocabulary has more than 500 million tokens.");
    }
    long[] old = slots;
    slots = new long[capacity];
    if (old.length == 0) {
      for (int token = 0; token < size; token++) {
        put(hash(bytes, starts[token], length(token)) << 32 | (token + 1));
      }
    } else {
      for (long entry : old) {
        if (entry != 0) {
          put(entry);
        }
      }
    }
  }

  private void put(long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
  }

  /** 32 bits, eight bytes at a time. */
  private static long hash(byte[] bytes, int start, int length) {
    long hash = length * MULTIPLIER;
    int at = start;
    int end = start + length;
    for (; at + 8 <= end; at += 8) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    if (at < end) {
      long rest = 0;
      for (; at < end; at++) {
        rest = rest << 8 | (bytes[at] & 0xFF);
      }
      hash = mix(hash ^ rest);
    }
    return hash >>> 32;
  }

  private static long mix(long value) {
    long product = value * MULTIPLIER;
    return (product ^ product >>> 29) * 0xBF58476D1CE4E5B9L;
  }
}
