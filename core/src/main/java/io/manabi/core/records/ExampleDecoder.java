package io.manabi.core.records;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnBuilder;
import io.manabi.core.ColumnType;
import io.manabi.core.RowProblem;
import io.manabi.core.Schema;
import io.manabi.core.example.Feature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads serialized {@code tf.train.Example} into the rows of a batch, straight from the bytes. */
public final class ExampleDecoder {
  private static final int FIRST_FIELD = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int SECOND_FIELD = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final BatchBuilder batch;
  private final @Nullable WideFeatures wide;
  private final Map<String, ColumnBuilder> columns = new HashMap<>();

  /**
   * A decoder.
   *
   * @param schema the features to read; others are left out
   * @param batch takes the rows; its schema is the same
   */
  public ExampleDecoder(Schema schema, BatchBuilder batch) {
    this(schema, batch, null);
  }

  /**
   * A decoder that leaves nothing out without a word: a feature that neither the schema nor {@code
   * wide} knows is a problem of its row, and values of a narrower type than that of their column
   * become values of it.
   *
   * @param schema the features to read
   * @param batch takes the rows; its schema is the same
   * @param wide what else is known of features
   */
  public ExampleDecoder(Schema schema, BatchBuilder batch, @Nullable WideFeatures wide) {
    this.batch = batch;
    this.wide = wide;
    List<Column> all = schema.columns();
    for (int i = 0; i < all.size(); i++) {
      columns.put(all.get(i).name(), batch.column(i));
    }
  }

  /** Adds an Example as a row; if it cannot be one, nothing is added and the result tells why. */
  public @Nullable RowProblem add(byte[] example) {
    try {
      RowProblem problem = read(CodedInputStream.newInstance(example));
      if (problem != null) {
        batch.dropRow();
        return problem;
      }
      return batch.endRow();
    } catch (IOException e) {
      batch.dropRow();
      return new RowProblem(null, "is no tf.train.Example: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private @Nullable RowProblem read(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != FIRST_FIELD) {
        skip(in, tag);
        continue;
      }
      int outer = in.pushLimit(in.readRawVarint32());
      for (int entry = in.readTag(); entry != 0; entry = in.readTag()) {
        if (entry != FIRST_FIELD) {
          skip(in, entry);
          continue;
        }
        RowProblem problem = readEntry(in);
        if (problem != null) {
          return problem;
        }
      }
      in.popLimit(outer);
    }
    return null;
  }

  private @Nullable RowProblem readEntry(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    String name = "";
    ByteBuffer feature = ByteBuffer.allocate(0);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == FIRST_FIELD) {
        name = in.readStringRequireUtf8();
      } else if (tag == SECOND_FIELD) {
        feature = in.readByteBuffer();
      } else {
        skip(in, tag);
      }
    }
    in.popLimit(limit);
    ColumnBuilder column = columns.get(name);
    if (wide != null && (column == null || wide.isUndecided(name))) {
      return wide.check(name, Feature.parseFrom(feature));
    }
    return column == null ? null : readFeature(column, feature);
  }

  private @Nullable RowProblem readFeature(ColumnBuilder column, ByteBuffer feature)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(feature.duplicate());
    ColumnType expected = column.column().type();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (field(expected) << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        int limit = in.pushLimit(in.readRawVarint32());
        readList(column, in);
        in.popLimit(limit);
        continue;
      }
      for (ColumnType other : ColumnType.values()) {
        if (tag == (field(other) << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          if (wide != null) {
            return WideFeatures.add(column, Feature.parseFrom(feature));
          }
          return new RowProblem(
              column.column().name(), "is a list of " + other + "; expected " + expected);
        }
      }
      skip(in, tag);
    }
    return null;
  }

  /** Lists of numbers may be packed or not: both are valid. */
  private static void readList(ColumnBuilder column, CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (column instanceof ColumnBuilder.Bytes bytes && tag == FIRST_FIELD) {
        bytes.add(in.readByteArray());
      } else if (tag == FIRST_FIELD) {
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
          readNumber(column, in);
        }
        in.popLimit(limit);
      } else if (tag >>> 3 == 1) {
        readNumber(column, in);
      } else {
        skip(in, tag);
      }
    }
  }

  private static void readNumber(ColumnBuilder column, CodedInputStream in) throws IOException {
    if (column instanceof ColumnBuilder.Int64s ints) {
      ints.add(in.readInt64());
    } else if (column instanceof ColumnBuilder.Floats floats) {
      floats.add(in.readFloat());
    } else if (column instanceof ColumnBuilder.Doubles doubles) {
      doubles.add(in.readFloat());
    } else {
      throw new InvalidProtocolBufferException("a list of bytes holds numbers");
    }
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that did not begin");
    }
  }

  /** The number of the field of Feature that holds values of a type. */
  static int field(ColumnType type) {
    return switch (type) {
      case BYTES -> 1;
      case FLOAT -> 2;
      case INT64 -> 3;
    };
  }
}
