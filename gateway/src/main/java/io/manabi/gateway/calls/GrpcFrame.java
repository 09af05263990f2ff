package io.manabi.gateway.calls;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/** The one message of a request of gRPC: a byte that says whether it is packed, its length, it. */
public final class GrpcFrame {
  private static final int PREFIX = 5;

  private GrpcFrame() {}

  /**
   * The message.
   *
   * @param body the whole body of the request
   * @param encoding how it is packed, if it is: the header {@code grpc-encoding}
   * @param most how many bytes an unpacked one may have
   * @throws IOException if the body is not one message, too large, or packed in a way that is not
   *     known
   */
  public static ByteString message(byte[] body, String encoding, long most) throws IOException {
    if (body.length < PREFIX || ByteBuffer.wrap(body).getInt(1) != body.length - PREFIX) {
      throw new IOException("The body is not one message of gRPC.");
    }
    if (body[0] == 0) {
      return UnsafeByteOperations.unsafeWrap(body, PREFIX, body.length - PREFIX);
    }
    if (!encoding.equals("gzip")) {
      throw new IOException("The message is packed by '" + encoding + "'; expected gzip or none.");
    }
    try (InputStream unpacking =
        new GZIPInputStream(new java.io.ByteArrayInputStream(body, PREFIX, body.length - PREFIX))) {
      byte[] unpacked = unpacking.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
      if (unpacked.length > most) {
        throw new IOException("The unpacked message is larger than " + most + " bytes.");
      }
      return UnsafeByteOperations.unsafeWrap(unpacked);
    }
  }

  /** A body with this message, which is not packed. */
  public static byte[] body(ByteString message) {
    byte[] body = new byte[PREFIX + message.size()];
    ByteBuffer.wrap(body).putInt(1, message.size());
    message.copyTo(body, PREFIX);
    return body;
  }
}
