package io.manabi.gateway.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ModelMessageTest {
  private static UnknownFieldSet.Field bytes(ByteString content) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build();
  }

  private static UnknownFieldSet.Field text(String content) {
    return bytes(ByteString.copyFromUtf8(content));
  }

  private static UnknownFieldSet.Builder spec(String name) {
    return UnknownFieldSet.newBuilder().addField(1, text(name)).addField(3, text("signature"));
  }

  private static ByteString request(UnknownFieldSet.Builder spec) {
    return UnknownFieldSet.newBuilder()
        .addField(1, bytes(spec.build().toByteString()))
        .addField(2, text("the rest"))
        .build()
        .toByteString();
  }

  private static ByteString numbered(long version) {
    return Int64Value.of(version).toByteString();
  }

  @Test
  void readsAndWritesAModelSpec() throws IOException {
    ByteString open = request(spec("m"));
    ByteString labelled = request(spec("m").addField(4, text("canary")));
    ByteString numbered = request(spec("m").addField(2, bytes(numbered(3))));

    assertThat(ModelMessage.models(MessageKind.SPEC, open))
        .containsExactly(new NamedModel("m", AskedVersion.NONE));
    assertThat(ModelMessage.models(MessageKind.SPEC, labelled))
        .containsExactly(new NamedModel("m", new AskedVersion(true, "canary")));
    assertThat(ModelMessage.models(MessageKind.SPEC, numbered))
        .containsExactly(new NamedModel("m", new AskedVersion(false, "3")));
    for (ByteString each : List.of(open, labelled, numbered)) {
      ByteString changed =
          ModelMessage.withVersions(MessageKind.SPEC, each, named -> OptionalLong.of(7));
      UnknownFieldSet parsed = UnknownFieldSet.parseFrom(changed);
      assertThat(parsed.getField(2)).isEqualTo(text("the rest"));
      assertThat(UnknownFieldSet.parseFrom(parsed.getField(1).getLengthDelimitedList().get(0)))
          .isEqualTo(spec("m").addField(2, bytes(numbered(7))).build());
      assertThat(ModelMessage.withVersions(MessageKind.SPEC, each, named -> OptionalLong.empty()))
          .isSameAs(each);
    }
  }

  @Test
  void readsAndWritesTheModelsOfTasks() throws IOException {
    ByteString message =
        UnknownFieldSet.newBuilder()
            .addField(
                1,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(request(spec("a")))
                    .addLengthDelimited(request(spec("b").addField(2, bytes(numbered(2)))))
                    .build())
            .addField(2, text("input"))
            .build()
            .toByteString();
    ByteString changed =
        ModelMessage.withVersions(
            MessageKind.TASKS,
            message,
            named -> named.model().equals("a") ? OptionalLong.of(9) : OptionalLong.empty());

    assertThat(ModelMessage.models(MessageKind.TASKS, changed))
        .containsExactly(
            new NamedModel("a", new AskedVersion(false, "9")),
            new NamedModel("b", new AskedVersion(false, "2")));
    assertThat(UnknownFieldSet.parseFrom(changed).getField(2)).isEqualTo(text("input"));
  }

  @Test
  void readsAndWritesNamesOfOpenInference() throws IOException {
    ByteString message =
        UnknownFieldSet.newBuilder()
            .addField(1, text("m"))
            .addField(2, text("canary"))
            .addField(5, text("inputs"))
            .build()
            .toByteString();
    ByteString changed =
        ModelMessage.withVersions(MessageKind.NAMES, message, named -> OptionalLong.of(7));

    assertThat(ModelMessage.models(MessageKind.NAMES, message))
        .containsExactly(new NamedModel("m", new AskedVersion(false, "canary")));
    assertThat(ModelMessage.models(MessageKind.NAMES, changed))
        .containsExactly(new NamedModel("m", new AskedVersion(false, "7")));
    assertThat(UnknownFieldSet.parseFrom(changed).getField(5)).isEqualTo(text("inputs"));
  }

  @Test
  void takesTheLastOfSeveralNamesAsProtobufDoes() throws IOException {
    ByteString twice = request(spec("mine")).concat(request(spec("other")));

    assertThat(ModelMessage.models(MessageKind.SPEC, twice))
        .containsExactly(new NamedModel("other", AskedVersion.NONE));
  }

  @Property
  void readsOrRefusesAnyBytes(@ForAll byte[] bytes) {
    for (MessageKind kind : MessageKind.values()) {
      try {
        List<NamedModel> models = ModelMessage.models(kind, ByteString.copyFrom(bytes));
        ByteString changed =
            ModelMessage.withVersions(
                kind, ByteString.copyFrom(bytes), named -> OptionalLong.of(7));
        assertThat(ModelMessage.models(kind, changed)).hasSameSizeAs(models);
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void unpacksMessagesUpToALimit() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
      packing.write(new byte[1000]);
    }
    byte[] body = GrpcFrame.body(ByteString.copyFrom(packed.toByteArray()));
    body[0] = 1;

    assertThat(GrpcFrame.message(body, "gzip", 1000)).hasSize(1000);
    assertThatThrownBy(() -> GrpcFrame.message(body, "gzip", 999))
        .hasMessageContaining("larger than 999 bytes");
    assertThatThrownBy(() -> GrpcFrame.message(body, "snappy", 1000))
        .hasMessageContaining("expected gzip or none");
    assertThatThrownBy(() -> GrpcFrame.message(new byte[] {0, 0, 0, 0, 9, 1}, "identity", 1000))
        .hasMessageContaining("not one message");
  }
}
