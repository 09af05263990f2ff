package io.manabi.pipelines.statistics;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import it.unimi.dsi.fastutil.HashCommon;
import java.nio.ByteBuffer;

/**
 * How the values of a column are encoded: as bytes that tell them apart, as text, and by hashes.
 */
interface KeyCodec<K> {
  Hasher64 STRINGS = Hashing.xxh3_64();

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

        @Override
        public long hash(Long key) {
          return HashCommon.murmurHash3(key);
        }
      };

  /** A number that a 32-bit float has exactly is told as that one is, in the fewest digits. */
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
          float single = key.floatValue();
          return single == key ? Float.toString(single) : key.toString();
        }

        @Override
        public long hash(Double key) {
          return HashCommon.murmurHash3(Double.doubleToLongBits(key));
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

        @Override
        public long hash(ByteString key) {
          return STRINGS.hashBytesToLong(key.toByteArray());
        }
      };

  ByteString encode(K key);

  K decode(ByteString bytes);

  int compare(K left, K right);

  String text(K key);

  /** A hash as good as random; different numbers have different ones. */
  long hash(K key);
}
