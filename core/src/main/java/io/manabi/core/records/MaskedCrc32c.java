package io.manabi.core.records;

import java.util.zip.CRC32C;

/**
 * The checksum of the TFRecord format and of checkpoints: CRC-32C, rotated and offset so that a
 * checksum of data that holds checksums stays strong. See <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">TFRecords
 * format details</a>.
 */
public final class MaskedCrc32c {
  private static final int MASK_DELTA = 0xa282ead8;

  private MaskedCrc32c() {}

  /** The checksum of the first {@code length} bytes. */
  public static int of(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return mask(crc);
  }

  /** The checksum of everything that {@code crc} has seen. */
  public static int mask(CRC32C crc) {
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK_DELTA;
  }
}
