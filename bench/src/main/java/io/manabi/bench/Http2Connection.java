package io.manabi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Posts the same body again and again over one connection of HTTP/2, as {@link Http1Client} does:
 * over gRPC or not. One thread may send while another receives.
 */
final class Http2Connection implements Asker {
  private static final int FRAME_HEAD = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int PADDED_OR_PRIORITY = 0x28;

  /** ":status: 200" as one byte. */
  private static final int STATUS_200 = 0x88;

  private static final int LARGE_WINDOW = 1 << 30;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final Http2Request request;
  private final BitSet good = new BitSet();
  private final BitSet withBody = new BitSet();
  private long sendWindow = 65_535;
  private int received;
  private int nextStream = 1;
  private byte[] body = new byte[0];

  Http2Connection(InetSocketAddress address, Http2Request request) throws IOException {
    this.request = request;
    socket.setTcpNoDelay(true);
    socket.connect(address);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    // No table of headers (1), so that the status always stands there; no bound of answers (4).
    ByteBuffer settings = ByteBuffer.allocate(12);
    settings.putShort((short) 1).putInt(0).putShort((short) 4).putInt(LARGE_WINDOW);
    write(SETTINGS, 0, settings.array());
    enlargeWindow();
  }

  private void enlargeWindow() throws IOException {
    write(WINDOW_UPDATE, 0, ByteBuffer.allocate(4).putInt(LARGE_WINDOW).array());
  }

  private synchronized void write(int type, int flags, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(0).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  @Override
  public boolean ask() throws IOException {
    send(1);
    return isGood(receive());
  }

  /** Sends the request so many times, as soon as the server allows it. */
  synchronized void send(int times) throws IOException {
    int left = times;
    while (left > 0) {
      int now = Math.min(left, awaitWindow());
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < now; i++) {
        frames.writeBytes(request.frames(nextStream));
        nextStream += 2;
      }
      socket.getOutputStream().write(frames.toByteArray());
      sendWindow -= (long) now * request.bodyLength();
      left -= now;
    }
  }

  /** Waits until the request may be sent, and returns how many times. */
  private synchronized int awaitWindow() throws IOException {
    while (sendWindow < request.bodyLength()) {
      if (nextStream == 1) {
        throw new IOException("a body of more than 64 KiB cannot be sent here");
      }
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return (int) (sendWindow / request.bodyLength());
  }

  /** The number of the next stream whose answer ends. */
  int receive() throws IOException {
    while (true) {
      int head = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(head >>> 8);
      boolean ends = (head & 0xff) == RESET;
      switch (head & 0xff) {
        case DATA -> {
          takeBody(stream, payload);
          ends = (flags & END_STREAM) != 0;
        }
        case HEADERS -> {
          takeHeaders(stream, flags, payload);
          ends = (flags & END_STREAM) != 0;
        }
        default -> answer(head & 0xff, flags, stream, payload);
      }
      if (ends) {
        return stream;
      }
    }
  }

  private void takeBody(int stream, byte[] payload) throws IOException {
    if (payload.length > 0) {
      withBody.set(stream / 2);
      body = payload;
      received += payload.length;
      if (received > LARGE_WINDOW / 2) {
        received = 0;
        write(WINDOW_UPDATE, 0, ByteBuffer.allocate(4).putInt(LARGE_WINDOW / 2).array());
      }
    }
  }

  private void takeHeaders(int stream, int flags, byte[] payload) throws IOException {
    if ((flags & PADDED_OR_PRIORITY) != 0) {
      throw new IOException("padded headers cannot be read here");
    }
    int at = 0;
    while (at < payload.length && (payload[at] & 0xe0) == 0x20) {
      at++; // The table of headers is as small as it was asked to be.
    }
    if (at < payload.length && (payload[at] & 0xff) == STATUS_200) {
      good.set(stream / 2);
    }
  }

  private void answer(int type, int flags, int stream, byte[] payload) throws IOException {
    if (type == GO_AWAY) {
      throw new IOException("the server ended the connection");
    } else if (type == WINDOW_UPDATE && stream == 0) {
      synchronized (this) {
        sendWindow += ByteBuffer.wrap(payload).getInt();
        notifyAll();
      }
    } else if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
      write(type, ACK, type == PING ? payload : new byte[0]);
    }
  }

  /** Whether a stream that ended brought a prediction: of gRPC, only such answers have a body. */
  boolean isGood(int stream) {
    return good.get(stream / 2) && withBody.get(stream / 2);
  }

  /** The last part of a body that came. */
  byte[] body() {
    return body;
  }

  /** Ends it although something may still be received. */
  void disconnect() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    disconnect();
  }
}
