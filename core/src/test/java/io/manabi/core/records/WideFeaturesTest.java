package io.manabi.core.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.manabi.core.Batch;
import io.manabi.core.BatchBuilder;
import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ColumnValues;
import io.manabi.core.RowProblem;
import io.manabi.core.Schema;
import io.manabi.core.example.BytesList;
import io.manabi.core.example.Example;
import io.manabi.core.example.Feature;
import io.manabi.core.example.Features;
import io.manabi.core.example.FloatList;
import io.manabi.core.example.Int64List;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WideFeaturesTest {
  private static final Feature INT = ints(Long.MIN_VALUE);
  private static final Feature FLOAT =
      Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(0.1f)).build();
  private static final Feature BYTES =
      Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(ByteString.EMPTY)).build();

  private final Schema schema =
      Schema.of(
          Column.int64("i").optional(),
          Column.floats("f").optional(),
          Column.bytes("s").optional(),
          Column.bytes("none").optional(),
          Column.floats("empty").optional());
  private final BatchBuilder batch = BatchBuilder.exact(schema);
  private final ExampleDecoder decoder =
      new ExampleDecoder(
          schema,
          batch,
          new WideFeatures(
              Set.of("left"),
              Map.of("none", Optional.empty(), "empty", Optional.of(ColumnType.FLOAT))));

  @Test
  void makesValuesOfTheTypeOfTheColumn() {
    assertThat(add("i", INT)).isNull();
    assertThat(add("f", ints(3))).isNull();
    assertThat(add("f", FLOAT)).isNull();
    assertThat(add("s", ints(-7))).isNull();
    assertThat(add("s", FLOAT)).isNull();
    assertThat(add("s", BYTES)).isNull();
    assertThat(add("left", BYTES)).isNull();

    Batch rows = batch.take();

    assertThat(rows.rows()).isEqualTo(7);
    assertThat(((ColumnValues.Int64s) rows.column("i")).values()).containsExactly(Long.MIN_VALUE);
    assertThat(((ColumnValues.Doubles) rows.column("f")).values()).containsExactly(3, 0.1f);
    assertThat(
            Arrays.stream(((ColumnValues.Bytes) rows.column("s")).values())
                .map(value -> new String(value, StandardCharsets.UTF_8)))
        .containsExactly("-7", "0.1", "");
    assertThat(rows.column("s").splits().start(6)).isEqualTo(3);
    assertThat(rows.rows(2, 5).column("f").splits().values()).isEqualTo(1);
  }

  @Test
  void tellsWhatTheColumnsDoNotHave() {
    assertThat(add("i", FLOAT)).isEqualTo(problem("i", "is a list of FLOAT; expected INT64"));
    assertThat(add("f", BYTES)).isEqualTo(problem("f", "is a list of BYTES; expected FLOAT"));
    assertThat(add("i", empty(FLOAT))).isNull();
    assertThat(add("new", ints())).isEqualTo(problem("new", "is no column of the rows before"));
    String first = "is a list of INT64; no row before has a value";
    assertThat(add("none", ints())).isEqualTo(problem("none", first));
    assertThat(add("none", Feature.getDefaultInstance())).isNull();
    assertThat(add("empty", ints())).isNull();
    assertThat(add("empty", ints(1))).isEqualTo(problem("empty", first));
    assertThat(add("empty", empty(BYTES))).isNotNull();
  }

  private static RowProblem problem(String column, String reason) {
    return new RowProblem(column, reason);
  }

  private @Nullable RowProblem add(String name, Feature feature) {
    return decoder.add(
        Example.newBuilder()
            .setFeatures(Features.newBuilder().putFeature(name, feature))
            .build()
            .toByteArray());
  }

  private static Feature empty(Feature feature) {
    return feature.hasFloatList()
        ? Feature.newBuilder().setFloatList(FloatList.getDefaultInstance()).build()
        : Feature.newBuilder().setBytesList(BytesList.getDefaultInstance()).build();
  }

  private static Feature ints(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }
}
