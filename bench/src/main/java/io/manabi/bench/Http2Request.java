package io.manabi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A request as the frames of HTTP/2 in which it is sent, encoded once. */
final class Http2Request {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int LARGEST_FRAME = 16_384;

  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int CONTENT_TYPE = 31;
  private static final int NEW_NAME = 0;

  private final byte[] headers;
  private final byte[] body;

  private Http2Request(byte[] headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  static Http2Request json(String path, byte[] json) {
    return new Http2Request(headers(path, "application/json").toByteArray(), json);
  }

  static Http2Request grpc(String path, byte[] message) {
    ByteArrayOutputStream headers = headers(path, "application/grpc");
    headers.write(NEW_NAME);
    text(headers, "te");
    text(headers, "trailers");
    // Not compressed, and the length.
    return new Http2Request(
        headers.toByteArray(),
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array());
  }

  private static ByteArrayOutputStream headers(String path, String contentType) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(0x83); // :method: POST
    headers.write(0x86); // :scheme: http
    headers.write(PATH);
    text(headers, path);
    headers.write(AUTHORITY);
    text(headers, "localhost");
    headers.write(15); // Names from 15 on are told by two bytes.
    headers.write(CONTENT_TYPE - 15);
    text(headers, contentType);
    return headers;
  }

  private static void text(ByteArrayOutputStream headers, String value) {
    headers.write(value.length()); // Less than 127.
    headers.writeBytes(value.getBytes(US_ASCII));
  }

  int bodyLength() {
    return body.length;
  }

  /** The frames of one stream. */
  byte[] frames(int stream) {
    int parts = (body.length + LARGEST_FRAME - 1) / LARGEST_FRAME;
    ByteBuffer frames = ByteBuffer.allocate(9 * (1 + parts) + headers.length + body.length);
    put(frames, HEADERS, END_HEADERS, stream, headers, 0, headers.length);
    for (int i = 0; i < parts; i++) {
      int from = i * LARGEST_FRAME;
      int length = Math.min(LARGEST_FRAME, body.length - from);
      put(frames, DATA, i == parts - 1 ? END_STREAM : 0, stream, body, from, length);
    }
    return frames.array();
  }

  private static void put(
      ByteBuffer frames, int type, int flags, int stream, byte[] bytes, int from, int length) {
    frames.putInt(length << 8 | type).put((byte) flags).putInt(stream).put(bytes, from, length);
  }
}
