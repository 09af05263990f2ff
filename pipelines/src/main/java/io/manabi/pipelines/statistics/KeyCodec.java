package io.manabi.pipelines.statistics;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** How the values of a column are encoded: as bytes that tell them apart, and as text. */
interface KeyCodec<K> {
  KeyCodec<Long> INT64 =
      new KeyCodec<>() {
        @Override
        public ByteString encode(Long key) {
          return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(key).flip());
        }

        @Override
        public Long decode(ByteString bytes) {
          return bytes.asReadOnlyByteBuffer().getLong();
        }

        @Override
        public int compare(Long left, Long right) {
          return Long.compare(left, right);
        }

        @Override
        public String text(Long key) {
          return key.toString();
        }
      };

  /** The values are floats. */
  KeyCodec<Double> FLOAT =
      new KeyCodec<>() {
        @Override
        public ByteString encode(Double key) {
          return ByteString.copyFrom(ByteBuffer.allocate(Double.BYTES).putDouble(key).flip());
        }

        @Override
        public Double decode(ByteString bytes) {
          return bytes.asReadOnlyByteBuffer().getDouble();
        }

        @Override
        public int compare(Double left, Double right) {
          return Double.compare(left, right);
        }

        @Override
        public String text(Double key) {
          return Float.toString(key.floatValue());
        }
      };

  KeyCodec<ByteString> BYTES =
      new KeyCodec<>() {
        @Override
        public ByteString encode(ByteString key) {
          return key;
        }

        @Override
        public ByteString decode(ByteString bytes) {
          return bytes;
        }

        @Override
        public int compare(ByteString left, ByteString right) {
          return ByteString.unsignedLexicographicalComparator().compare(left, right);
        }

        @Override
        public String text(ByteString key) {
          return key.toStringUtf8();
        }
      };

  ByteString encode(K key);

  K decode(ByteString bytes);

  int compare(K left, K right);

  String text(K key);
}
