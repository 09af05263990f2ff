package io.manabi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/**
 * Posts the same body over one connection of HTTP/1.1. A client library needs as much time for a
 * request as a server does, and would be measured with it on the same cores.
 */
final class Http1Client implements Asker {
  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private final Socket socket = new Socket();
  private final InputStream in;
  private final byte[] request;
  private byte[] answer = new byte[1 << 16];
  private int bodyStart;
  private int bodyEnd;

  Http1Client(InetSocketAddress address, String path, byte[] json) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length
                + "\r\n\r\n")
            .getBytes(US_ASCII));
    whole.write(json);
    request = whole.toByteArray();
    socket.setTcpNoDelay(true);
    socket.connect(address);
    in = socket.getInputStream();
  }

  @Override
  public boolean ask() throws IOException {
    socket.getOutputStream().write(request);
    int size = 0;
    int headEnd = -1;
    while (headEnd < 0) {
      size += read(size);
      headEnd = find(size);
    }
    String head = new String(answer, 0, headEnd, US_ASCII).toLowerCase(Locale.ROOT);
    bodyStart = headEnd + END.length;
    bodyEnd = bodyStart + contentLength(head);
    while (size < bodyEnd) {
      size += read(size);
    }
    return head.startsWith("200", head.indexOf(' ') + 1);
  }

  /** The body of the last answer. */
  byte[] body() {
    return Arrays.copyOfRange(answer, bodyStart, bodyEnd);
  }

  private int read(int size) throws IOException {
    if (size == answer.length) {
      answer = Arrays.copyOf(answer, 2 * size);
    }
    int count = in.read(answer, size, answer.length - size);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    return count;
  }

  private int find(int size) {
    for (int i = 0; i + END.length <= size; i++) {
      if (Arrays.equals(answer, i, i + END.length, END, 0, END.length)) {
        return i;
      }
    }
    return -1;
  }

  private static int contentLength(String head) throws IOException {
    String name = "content-length:";
    int at = head.indexOf(name);
    if (at < 0) {
      throw new IOException("an answer without Content-Length cannot be read here: " + head);
    }
    int end = head.indexOf('\r', at);
    return Integer.parseInt(
        head.substring(at + name.length(), end < 0 ? head.length() : end).strip());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
