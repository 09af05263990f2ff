package io.manabi.core.records;

import java.util.Arrays;

/**
 * Writes protobuf's wire format from the end to the beginning. The length of a message stands
 * before it: written backwards, it is known when it is due, and nothing is measured beforehand. See
 * <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>.
 */
final class BackwardWriter {
  private byte[] buffer = new byte[512];
  private int begin = buffer.length;

  /** The number of bytes written. */
  int size() {
    return buffer.length - begin;
  }

  byte[] toByteArray() {
    return Arrays.copyOfRange(buffer, begin, buffer.length);
  }

  void bytes(byte[] value) {
    reserve(value.length);
    begin -= value.length;
    System.arraycopy(value, 0, buffer, begin, value.length);
  }

  void float32(float value) {
    int bits = Float.floatToRawIntBits(value);
    reserve(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[--begin] = (byte) (bits >>> shift);
    }
  }

  void varint(long value) {
    int length = value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    reserve(length);
    begin -= length;
    long rest = value;
    int i = begin;
    while ((rest & ~0x7fL) != 0) {
      buffer[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[i] = (byte) rest;
  }

  /** Makes what was written since {@code sizeBefore} a field of this number. */
  void wrap(int field, int sizeBefore) {
    varint(size() - sizeBefore);
    varint(field << 3 | 2);
  }

  private void reserve(int length) {
    if (begin < length) {
      int written = size();
      byte[] larger = new byte[Math.max(2 * buffer.length, written + length)];
      System.arraycopy(buffer, begin, larger, larger.length - written, written);
      buffer = larger;
      begin = larger.length - written;
    }
  }
}
