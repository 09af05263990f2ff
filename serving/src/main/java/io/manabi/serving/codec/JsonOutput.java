package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;

/**
 * JSON as bytes. Jackson's generator writes a string for every number and has another text for them
 * than TensorFlow Serving.
 */
public final class JsonOutput {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(ISO_8859_1);

  private final DecimalText decimals = new DecimalText();
  private byte[] bytes = new byte[512];
  private int size;

  /** What has been written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Characters of ASCII as they are. */
  public JsonOutput text(String ascii) {
    int length = ascii.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /** One character of ASCII as it is. */
  public JsonOutput text(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  /** An integer. */
  public JsonOutput integer(long value) {
    if (value >= 0 && value < 10) {
      return text((char) ('0' + value));
    }
    return text(Long.toString(value));
  }

  /** A float as TensorFlow Serving writes it. */
  public JsonOutput decimal(float value) {
    reserve(DecimalText.LONGEST);
    size = decimals.write(value, bytes, size);
    return this;
  }

  /** A double as TensorFlow Serving writes it. */
  public JsonOutput decimal(double value) {
    reserve(DecimalText.LONGEST);
    size = decimals.write(value, bytes, size);
    return this;
  }

  /** A text in quotes. */
  public JsonOutput string(String value) {
    return string(value.getBytes(UTF_8));
  }

  /** Bytes in quotes: what JSON must escape is, all others are as they are. */
  public JsonOutput string(byte[] value) {
    reserve(2 + 6 * (long) value.length);
    bytes[size++] = '"';
    for (byte each : value) {
      if (each < 0 || (each >= ' ' && each != '"' && each != '\\')) {
        bytes[size++] = each;
      } else {
        escape(each);
      }
    }
    bytes[size++] = '"';
    return this;
  }

  private void escape(byte value) {
    bytes[size++] = '\\';
    switch (value) {
      case '"', '\\' -> bytes[size++] = value;
      case '\b' -> bytes[size++] = 'b';
      case '\f' -> bytes[size++] = 'f';
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[value >> 4];
        bytes[size++] = HEX[value & 15];
      }
    }
  }

  /** Bytes as {@code {"b64":"…"}}. */
  public JsonOutput base64(byte[] value) {
    return text("{\"b64\":\"").text(Base64.getEncoder().encodeToString(value)).text("\"}");
  }

  private void reserve(long count) {
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(size + count, 2L * bytes.length)));
    }
  }
}
