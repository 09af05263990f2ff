package io.manabi.pipelines.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ColumnType;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import io.manabi.core.ValueCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSchemaTest {
  @TempDir private Path folder;

  @Test
  void columnsAreTheSameThereAndBack() {
    Schema columns =
        Schema.of(
            Column.int64("one"),
            Column.floats("optional").optional(),
            Column.bytes("text").withDefault("né"),
            Column.int64("number").withDefault(-1L),
            Column.floats("weight").withDefault(0.5f),
            Column.floats("vector").ofLength(3),
            Column.bytes("tags").ragged(),
            new Column("few", ColumnType.INT64, new ValueCount(0, 5), null));
    assertThat(DataSchema.of(columns).columns()).isEqualTo(columns);
  }

  @Test
  void infersWhatTensorFlowDataValidationDoes() {
    assertThat(DataSchema.infer(DataValidatorTest.mixed().statistics()).toString())
        .isEqualToIgnoringWhitespace(
            """
            feature { name: "age" value_count { min: 1 max: 1 } type: INT presence { min_count: 1 } }
            feature { name: "score" type: FLOAT presence { min_fraction: 1.0 min_count: 1 } shape { } }
            feature {
              name: "city" type: BYTES domain: "city"
              presence { min_fraction: 1.0 min_count: 1 } shape { }
            }
            feature { name: "tags" value_count { min: 1 } type: INT presence { min_count: 1 } }
            feature {
              name: "nothing" value_count { min: 1 max: 1 } type: BYTES presence { min_count: 0 }
            }
            feature { name: "raw" type: BYTES presence { min_fraction: 1.0 min_count: 1 } shape { } }
            string_domain { name: "city" value: "Oslo" value: "Rome" }
            """);
  }

  @Test
  void infersColumnsToReadWith() {
    assertThat(DataSchema.infer(DataValidatorTest.mixed().statistics()).columns())
        .isEqualTo(
            Schema.of(
                Column.int64("age").optional(),
                Column.floats("score"),
                Column.bytes("city"),
                Column.int64("tags").ragged(),
                Column.bytes("nothing").optional(),
                Column.bytes("raw")));
  }

  @Test
  void givesNoDomainToManyDifferentStrings() {
    String[] names = new String[101];
    for (int i = 0; i < names.length; i++) {
      names[i] = "name " + i;
    }
    assertThat(
            DataSchema.infer(new Data().strings("x", names).statistics())
                .proto()
                .getStringDomainCount())
        .isZero();
  }

  @Test
  void isTextOnDisk() throws IOException {
    DataSchema schema = DataSchema.infer(new Data().strings("ville", "Orléans").statistics());
    Path file = folder.resolve("schema.pbtxt");
    schema.write(file);
    assertThat(Files.readString(file)).contains("value: \"Orléans\"");
    assertThat(DataSchema.read(file)).isEqualTo(schema);
  }

  @Test
  void tellsTheLineOfWhatItDoesNotKnow() throws IOException {
    Path file = folder.resolve("schema.pbtxt");
    Files.writeString(file, "feature {\n  name: 'x'\n  image_domain { }\n}\n");
    assertThatThrownBy(() -> DataSchema.read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith(file + " line 3 column ")
        .hasMessageContaining("image_domain");
    assertThatThrownBy(() -> DataSchema.read(folder.resolve("none")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("no such file");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> DataSchema.read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is not text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "type: STRUCT | is a STRUCT; a column can have INT, FLOAT or BYTES",
        "presence { min_count: 1 } | has no type",
        "type: INT shape { dim { name: 'n' } } | has a dimension without a size",
        "type: INT drift_comparator { infinity_norm { threshold: 0.1 } } | is INT, and an infinity_norm",
        "type: FLOAT skew_comparator { infinity_norm { threshold: 0.1 } } | is FLOAT, and an infinity_norm",
        "type: BYTES drift_comparator { normalized_abs_difference { threshold: 0.1 } } | normalized_abs_difference",
        "type: BYTES lifted { } | lifted",
      })
  void refusesWhatItWouldNotCheckWithItsLine(String part, String reason) throws IOException {
    Path file = folder.resolve("schema.pbtxt");
    Files.writeString(file, "feature { name: 'y' type: INT }\nfeature { name: 'x' " + part + " }");
    assertThatThrownBy(() -> DataSchema.read(file))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(file + " line 2")
        .hasMessageContaining(reason);
  }

  @Test
  void takesLimitsForIntegersThatAreNames() throws IOException {
    Path file = folder.resolve("schema.pbtxt");
    Files.writeString(
        file,
        "feature { name: 'x' type: INT domain: 'codes'"
            + " drift_comparator { infinity_norm { threshold: 0.1 } } }"
            + "int_domain { name: 'codes' is_categorical: true }");
    assertThat(DataSchema.read(file).exactCounts().distributions()).containsExactly("x");
  }

  @Test
  void refusesTypesThatColumnsCannotHave() {
    assertThatThrownBy(
            () -> DataValidatorTest.schema("feature { name: 'x' type: STRUCT }").columns())
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Feature 'x' of the schema has the type STRUCT");
  }
}
