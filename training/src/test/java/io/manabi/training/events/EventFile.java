package io.manabi.training.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Reads event files by the published format alone, with none of the classes that write them: <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">frames</a>
 * with masked checksums, and in them messages as numbered fields.
 */
public final class EventFile {
  private EventFile() {}

  /** A message: what each field has, by its number. */
  public record Fields(Map<Integer, List<Object>> values) {
    /** All messages of a field. */
    public List<Fields> messages(int number) {
      return all(number).stream().map(value -> parse((byte[]) value)).toList();
    }

    /** The message in a field, or in a field of that, and so on. */
    public Fields message(int... path) {
      Fields at = this;
      for (int number : path) {
        at = at.messages(number).get(0);
      }
      return at;
    }

    /** The text of a field; empty if there is none. */
    public String text(int number) {
      List<Object> all = all(number);
      return all.isEmpty() ? "" : new String((byte[]) all.get(0), StandardCharsets.UTF_8);
    }

    /** The bytes of all values of a field. */
    public List<byte[]> bytes(int number) {
      return all(number).stream().map(byte[].class::cast).toList();
    }

    /** The integer of a field; 0 if there is none. */
    public long integer(int number) {
      List<Object> all = all(number);
      return all.isEmpty() ? 0 : (Long) all.get(0);
    }

    /** The double of a field. */
    public double number(int number) {
      return Double.longBitsToDouble(integer(number));
    }

    /** The doubles of a packed field. */
    public double[] numbers(int number) {
      ByteBuffer packed =
          ByteBuffer.wrap((byte[]) all(number).get(0)).order(ByteOrder.LITTLE_ENDIAN);
      double[] numbers = new double[packed.remaining() / Double.BYTES];
      packed.asDoubleBuffer().get(numbers);
      return numbers;
    }

    public boolean has(int number) {
      return values.containsKey(number);
    }

    private List<Object> all(int number) {
      return values.getOrDefault(number, List.of());
    }
  }

  /** The events of the only file of a run. */
  public static List<Fields> read(Path run) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(run)) {
      files = all.filter(file -> file.getFileName().toString().contains(".tfevents.")).toList();
    }
    assertThat(files).as("event files of %s", run).hasSize(1);
    return readFile(files.get(0));
  }

  /** The events of a file. */
  public static List<Fields> readFile(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    List<Fields> events = new ArrayList<>();
    while (file.hasRemaining()) {
      byte[] length = next(file, 8);
      events.add(
          parse(
              next(file, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())));
    }
    return events;
  }

  /** The values of all summaries of a run that have a tag. */
  public static List<Fields> summaries(Path run, String tag) throws IOException {
    return read(run).stream()
        .flatMap(event -> event.messages(5).stream())
        .flatMap(summary -> summary.messages(1).stream())
        .filter(value -> value.text(1).equals(tag))
        .toList();
  }

  private static byte[] next(ByteBuffer file, int length) {
    byte[] bytes = new byte[length];
    file.get(bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    int sum = (int) crc.getValue();
    assertThat(file.getInt()).isEqualTo(((sum >>> 15) | (sum << 17)) + 0xa282ead8);
    return bytes;
  }

  private static Fields parse(byte[] message) {
    Map<Integer, List<Object>> values = new TreeMap<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        Object value =
            switch (WireFormat.getTagWireType(tag)) {
              case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
              case WireFormat.WIRETYPE_FIXED64 -> in.readRawLittleEndian64();
              case WireFormat.WIRETYPE_FIXED32 -> (long) in.readRawLittleEndian32();
              default -> in.readByteArray();
            };
        values.computeIfAbsent(tag >>> 3, number -> new ArrayList<>()).add(value);
      }
    } catch (IOException e) {
      throw new AssertionError("no message", e);
    }
    return new Fields(values);
  }
}
