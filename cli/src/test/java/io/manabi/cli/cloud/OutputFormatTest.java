package io.manabi.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.manabi.core.ManabiException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFormatTest {
  private static final JsonNode MNIST =
      JsonText.read(
          "test",
          """
          {"name": "projects/shop/models/MNIST", "defaultVersion": {"name": "projects/x/v1"},
           "done": true, "count": 3, "loss": 1.40, "regions": ["a", "b"], "none": null,
           "labels": {"team": "web, \\"2\\"", "b": "1"}, "createTime": "2017-06-01T10:20:30.123Z",
           "rows": [{"id": 1}, {"id": 2}]}
          """);

  private static String print(String format, JsonNode... resources) {
    StringWriter text = new StringWriter();
    OutputFormat.parse(format).printAll(List.of(resources), new PrintWriter(text));
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "value(name)|projects/shop/models/MNIST",
        "value(name.basename())|MNIST",
        "value( count , done , missing , none , loss )|3~True~~~1.40",
        "value(regions, regions[1], regions.len(), regions[7])|a;b~b~2~",
        "value(rows[].id, rows[0].id, rows)|1;2~1~{\"id\": 1};{\"id\": 2}",
        "value(createTime.date())|2017-06-01T10:20:30",
        "value(name.date())|projects/shop/models/MNIST",
        "value(labels)|b=1;team=web, \"2\"",
        "csv[no-heading](labels.team,count)|\"web, \"\"2\"\"\",3",
      })
  void printsValuesOfFields(String format, String expected) {
    assertThat(print(format, MNIST)).isEqualTo(expected.replace('~', '\t') + "\n");
  }

  @Test
  void printsTablesWithHeadingsLikeTheNamesOfFields() {
    JsonNode other = JsonText.read("test", "{\"name\": \"b\", \"regions\": [1, [2]]}");
    assertThat(
            print(
                "table(name.basename(), defaultVersion.name.basename(), createTime.date():label=C,"
                    + " regions:label='THE REGIONS')",
                MNIST,
                other))
        .isEqualTo(
            """
            NAME   DEFAULT_VERSION_NAME  C                    THE REGIONS
            MNIST  v1                    2017-06-01T10:20:30  ["a", "b"]
            b                                                 [1, [2]]
            """);
    assertThat(print("table(name)")).isEmpty();
    assertThat(print("csv(name,createTime)")).isEqualTo("name,create_time\n");
  }

  @Test
  void printsJsonAndYamlWithFieldsInOrder() {
    JsonNode job =
        JsonText.read(
            "test",
            """
            {"jobId": "a", "etag": "12", "time": "2017-06-01T10:20:30Z", "args": ["--x", "a: b"],
             "on": true, "lossRate": 0.10, "nothing": {}, "no": []}
            """);
    assertThat(print("json", job))
        .isEqualTo(
            """
            [
              {
                "args": [
                  "--x",
                  "a: b"
                ],
                "etag": "12",
                "jobId": "a",
                "lossRate": 0.10,
                "no": [],
                "nothing": {},
                "on": true,
                "time": "2017-06-01T10:20:30Z"
              }
            ]
            """);
    assertThat(print("yaml", job, job))
        .startsWith(
            """
            ---
            args:
            - --x
            - "a: b"
            etag: "12"
            jobId: a
            lossRate: 0.10
            """)
        .contains("time: \"2017-06-01T10:20:30Z\"\n---\n");
    assertThat(print("none", job)).isEmpty();
    assertThat(print("json")).isEqualTo("[]\n");
  }

  @Test
  void takesUsualColumnsWhereNoneAreNamed() {
    OutputFormat usual = OutputFormat.parse("table(name)");
    assertThat(OutputFormat.parse("value").orColumnsOf(usual).columns()).isEqualTo(usual.columns());
    assertThat(OutputFormat.parse("json").orColumnsOf(usual).columns()).isEmpty();
    assertThatThrownBy(() -> OutputFormat.parse("csv").orColumnsOf(OutputFormat.parse("yaml")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("csv needs columns");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xml",
        "table(",
        "table(a",
        "table(a b)",
        "table(a,,b)",
        "table(.a)",
        "value(a.date(x))",
        "value(a.shout())",
        "csv[separator=;](a)",
        "table(a:width=3)",
        "json yaml",
        "table(a[x])"
      })
  void refusesWhatIsNoFormat(String format) {
    assertThatThrownBy(() -> OutputFormat.parse(format))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("The format");
  }
}
