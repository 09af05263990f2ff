package io.manabi.gateway.calls;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The models that a message of gRPC names. Only the fields that name them are read; all others are
 * copied as they are. As in protobuf, the last of several values counts, and several messages in
 * one field are one.
 */
public final class ModelMessage {
  private static final int FIRST = 1;
  private static final int SPEC_VERSION = 2;
  private static final int SPEC_LABEL = 4;
  private static final int NAMES_VERSION = 2;

  private ModelMessage() {}

  /**
   * The models that a message names, in their order.
   *
   * @throws IOException if it is no message of protobuf
   */
  public static List<NamedModel> models(MessageKind kind, ByteString message) throws IOException {
    return switch (kind) {
      case NONE -> List.of();
      case SPEC -> List.of(model(Fields.read(message).joined(FIRST)));
      case TASKS -> {
        List<NamedModel> models = new ArrayList<>();
        for (ByteString task : Fields.read(message).all(FIRST)) {
          models.add(model(Fields.read(task).joined(FIRST)));
        }
        yield List.copyOf(models);
      }
      case NAMES -> {
        Fields fields = Fields.read(message);
        yield List.of(
            new NamedModel(
                fields.last(FIRST).toStringUtf8(),
                AskedVersion.named(fields.last(NAMES_VERSION).toStringUtf8())));
      }
    };
  }

  private static NamedModel model(ByteString spec) throws IOException {
    Fields fields = Fields.read(spec);
    String name = fields.last(FIRST).toStringUtf8();
    // The two are one choice, of which the last counts.
    if (fields.lastOf(SPEC_VERSION, SPEC_LABEL) == SPEC_LABEL) {
      return new NamedModel(name, AskedVersion.label(fields.last(SPEC_LABEL).toStringUtf8()));
    }
    if (!fields.has(SPEC_VERSION)) {
      return new NamedModel(name, AskedVersion.NONE);
    }
    CodedInputStream wrapper = fields.joined(SPEC_VERSION).newCodedInput();
    long version = 0;
    for (int tag = wrapper.readTag(); tag != 0; tag = wrapper.readTag()) {
      if (tag == WireFormat.FieldType.INT64.getWireType() + (FIRST << 3)) {
        version = wrapper.readInt64();
      } else {
        wrapper.skipField(tag);
      }
    }
    return new NamedModel(name, AskedVersion.named(Long.toString(version)));
  }

  /**
   * The same message with other versions.
   *
   * @param version the version for a model; where it is empty, all stays
   * @throws IOException if it is no message of protobuf
   */
  public static ByteString withVersions(
      MessageKind kind, ByteString message, Function<NamedModel, OptionalLong> version)
      throws IOException {
    return switch (kind) {
      case NONE -> message;
      case SPEC -> withSpec(message, version);
      case TASKS -> {
        ByteString.Output out = ByteString.newOutput(message.size() + 16);
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        Fields fields = Fields.read(message);
        for (ByteString task : fields.all(FIRST)) {
          coded.writeBytes(FIRST, withSpec(task, version));
        }
        coded.flush();
        yield out.toByteString().concat(fields.without(FIRST));
      }
      case NAMES -> {
        NamedModel named = models(kind, message).get(0);
        OptionalLong chosen = version.apply(named);
        yield chosen.isEmpty()
            ? message
            : Fields.read(message)
                .without(NAMES_VERSION)
                .concat(text(NAMES_VERSION, Long.toString(chosen.getAsLong())));
      }
    };
  }

  private static ByteString withSpec(ByteString message, Function<NamedModel, OptionalLong> version)
      throws IOException {
    Fields fields = Fields.read(message);
    ByteString spec = fields.joined(FIRST);
    OptionalLong chosen = version.apply(model(spec));
    if (chosen.isEmpty()) {
      return message;
    }
    ByteString wrapped = number(FIRST, chosen.getAsLong());
    ByteString changed =
        Fields.read(spec)
            .without(SPEC_VERSION, SPEC_LABEL)
            .concat(written(coded -> coded.writeBytes(SPEC_VERSION, wrapped)));
    return written(coded -> coded.writeBytes(FIRST, changed)).concat(fields.without(FIRST));
  }

  private static ByteString number(int field, long value) {
    return written(coded -> coded.writeInt64(field, value));
  }

  private static ByteString text(int field, String value) {
    return written(coded -> coded.writeString(field, value));
  }

  private interface Writing {
    void to(CodedOutputStream coded) throws IOException;
  }

  private static ByteString written(Writing writing) {
    ByteString.Output out = ByteString.newOutput();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      writing.to(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory takes all that is written", e);
    }
    return out.toByteString();
  }
}
