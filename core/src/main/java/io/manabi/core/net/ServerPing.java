package io.manabi.core.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a gRPC server whether it is alive, by a PING of <a
 * href="https://www.rfc-editor.org/rfc/rfc9113#name-ping">HTTP/2</a> on a connection of its own. A
 * process that is stopped does not answer, though its machine still takes connections for it.
 */
public final class ServerPing {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final int LARGEST_FRAME = 1 << 14;

  private ServerPing() {}

  /**
   * Whether the server answers.
   *
   * @param address host:port
   * @param limit how long to wait for a connection, and for each part of the answer
   * @return false as well if there is no such host
   */
  public static boolean answers(String address, Duration limit) {
    int millis = Math.toIntExact(limit.toMillis());
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(socketAddress(address), millis);
      socket.setSoTimeout(millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(PREFACE);
      writeHeader(out, 0, SETTINGS, 0);
      writeHeader(out, Long.BYTES, PING, 0);
      out.writeLong(0);
      out.flush();
      return isAnswered(out, new DataInputStream(socket.getInputStream()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Length, type, flags and the stream 0, which is the connection itself. */
  private static void writeHeader(DataOutputStream out, int length, int type, int flags)
      throws IOException {
    out.writeByte(length >> 16);
    out.writeShort(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(0);
  }

  /** Reads frames up to the answer; those before it are the settings of the server. */
  private static boolean isAnswered(DataOutputStream out, DataInputStream in) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      if (length > LARGEST_FRAME) {
        return false;
      }
      in.readFully(new byte[length]);
      if (type == PING && (flags & ACK) != 0) {
        return true;
      }
      if (type == SETTINGS && (flags & ACK) == 0) {
        writeHeader(out, 0, SETTINGS, ACK);
        out.flush();
      }
    }
  }

  /**
   * The host and port of an address.
   *
   * @param address host:port
   */
  public static InetSocketAddress socketAddress(String address) {
    return new InetSocketAddress(
        host(address), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /**
   * The host of an address, that of IPv6 without its brackets.
   *
   * @param address host:port
   */
  public static String host(String address) {
    return address.substring(0, address.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
  }
}
