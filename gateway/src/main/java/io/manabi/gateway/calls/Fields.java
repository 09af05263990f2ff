package io.manabi.gateway.calls;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the fields of a message are. Its bytes are not copied. */
final class Fields {
  /**
   * One of them.
   *
   * @param number its number
   * @param from where its tag begins
   * @param content where its content begins, behind the length if it has one
   * @param to where it ends
   * @param isText whether it is text, bytes or a message
   */
  private record Field(int number, int from, int content, int to, boolean isText) {}

  private final ByteString message;
  private final List<Field> fields;

  private Fields(ByteString message, List<Field> fields) {
    this.message = message;
    this.fields = fields;
  }

  /**
   * The fields of a message.
   *
   * @throws IOException if it is none
   */
  static Fields read(ByteString message) throws IOException {
    CodedInputStream in = message.newCodedInput();
    List<Field> fields = new ArrayList<>();
    for (int from = 0, tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean isText = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      int content;
      if (isText) {
        int length = in.readRawVarint32();
        content = in.getTotalBytesRead();
        in.skipRawBytes(length);
      } else {
        content = in.getTotalBytesRead();
        in.skipField(tag);
      }
      int to = in.getTotalBytesRead();
      fields.add(new Field(WireFormat.getTagFieldNumber(tag), from, content, to, isText));
      from = to;
    }
    return new Fields(message, fields);
  }

  /** Whether there is such text or message. */
  boolean has(int number) {
    return fields.stream().anyMatch(field -> is(field, number));
  }

  private static boolean is(Field field, int number) {
    return field.number() == number && field.isText();
  }

  private ByteString content(Field field) {
    return message.substring(field.content(), field.to());
  }

  /** The contents of all with this number. */
  List<ByteString> all(int number) {
    return fields.stream().filter(field -> is(field, number)).map(this::content).toList();
  }

  /** All messages with this number as one. */
  ByteString joined(int number) {
    return all(number).stream().reduce(ByteString.EMPTY, ByteString::concat);
  }

  /** The last with this number; empty if there is none. */
  ByteString last(int number) {
    List<ByteString> all = all(number);
    return all.isEmpty() ? ByteString.EMPTY : all.get(all.size() - 1);
  }

  /** The number of the last that has one of these; 0 if none has. */
  int lastOf(int... numbers) {
    int last = 0;
    for (Field field : fields) {
      for (int number : numbers) {
        last = is(field, number) ? number : last;
      }
    }
    return last;
  }

  /** The message without some fields. */
  ByteString without(Integer... numbers) {
    Set<Integer> left = Set.of(numbers);
    ByteString rest = ByteString.EMPTY;
    int from = 0;
    for (Field field : fields) {
      if (left.contains(field.number())) {
        rest = rest.concat(message.substring(from, field.from()));
        from = field.to();
      }
    }
    return rest.concat(message.substring(from));
  }
}
