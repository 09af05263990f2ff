package io.manabi.serving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of HTTP/1.1 that sends what no library sends. */
final class RawHttp {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

  private RawHttp() {}

  /**
   * An answer.
   *
   * @param status 0 if the server closed the connection without one
   * @param text all of it
   */
  record Answer(int status, String text) {}

  /** Sends a request, and reads the answer without waiting for the end of the connection. */
  static Answer send(int port, String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
      return read(socket.getInputStream());
    }
  }

  private static Answer read(InputStream in) throws IOException {
    StringBuilder answer = new StringBuilder();
    int next = 0;
    while (answer.indexOf("\r\n\r\n") < 0 && (next = in.read()) >= 0) {
      answer.append((char) next);
    }
    Matcher length = LENGTH.matcher(answer);
    if (length.find()) {
      answer.append(new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8));
    }
    boolean isAnswer = answer.indexOf("HTTP/1.1 ") == 0;
    return new Answer(isAnswer ? Integer.parseInt(answer.substring(9, 12)) : 0, answer.toString());
  }
}
