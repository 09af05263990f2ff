package io.manabi.serving;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes messages that can be read, and that say what makes no sense, of right ones. */
final class OddMessages {
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          7L,
          255L,
          1L << 31,
          -1L << 31,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          1L << 33,
          1L << 30,
          (1L << 31) - 1);
  private static final List<String> TEXTS =
      List.of("", "x", "half", "echo", "é\u0000", "FP32", "BYTES", "BF16", "y", "x".repeat(70_000));

  private final Random random;
  private final Mutations mutations;

  OddMessages(Random random) {
    this.random = random;
    this.mutations = new Mutations(random);
  }

  /** The same message but for some fields, at any depth. */
  Message mutated(Message good) {
    Message message = good;
    for (int edits = random.nextInt(4); edits >= 0; edits--) {
      message = edited(message);
    }
    return message;
  }

  private Message edited(Message message) {
    Map<FieldDescriptor, Object> present = message.getAllFields();
    List<FieldDescriptor> all = message.getDescriptorForType().getFields();
    if (all.isEmpty()) {
      return message;
    }
    FieldDescriptor field =
        present.isEmpty() || random.nextInt(4) == 0
            ? mutations.any(all)
            : mutations.any(List.copyOf(present.keySet()));
    Message.Builder edited = message.toBuilder();
    int count = field.isRepeated() ? edited.getRepeatedFieldCount(field) : 0;
    switch (random.nextInt(8)) {
      case 0 -> edited.clearField(field);
      case 1 -> {
        if (count > 0) {
          edited.addRepeatedField(field, edited.getRepeatedField(field, random.nextInt(count)));
        }
      }
      default -> {
        if (count > 0) {
          int at = random.nextInt(count);
          edited.setRepeatedField(
              field, at, value(edited, field, edited.getRepeatedField(field, at)));
        } else if (field.isRepeated()) {
          edited.addRepeatedField(field, value(edited, field, null));
        } else {
          edited.setField(field, value(edited, field, message.getField(field)));
        }
      }
    }
    return edited.build();
  }

  private Object value(Message.Builder parent, FieldDescriptor field, @Nullable Object old) {
    long number = mutations.any(NUMBERS);
    return switch (field.getJavaType()) {
      case MESSAGE ->
          edited(old instanceof Message known ? known : parent.newBuilderForField(field).build());
      case STRING -> mutations.any(TEXTS);
      case BYTE_STRING ->
          ByteString.copyFrom(
              old instanceof ByteString bytes
                  ? mutations.bytes(bytes.toByteArray())
                  : mutations.some(16));
      case INT -> (int) number;
      case LONG -> number;
      case FLOAT -> mutations.any(List.of(0f, Float.NaN, Float.MAX_VALUE, Float.MIN_VALUE));
      case DOUBLE -> mutations.any(List.of(0.0, Double.NaN, Double.MAX_VALUE, 4.9e-324));
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> mutations.any(field.getEnumType().getValues());
    };
  }
}
