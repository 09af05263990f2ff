package io.manabi.core.records;

import java.util.zip.CRC32C;

/**
 * The checksum of the TFRecord format: CRC-32C, rotated and offset so that a checksum of data that
 * holds checksums stays strong. See <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">TFRecords
 * format details</a>.
 */
final class MaskedCrc32c {
  private static final int MASK_DELTA = 0xa282ead8;

  private MaskedCrc32c() {}

  static int of(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK_DELTA;
  }
}
