package io.manabi.cli.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateRequestCommandTest {
  private static final String GOOD =
      "{\"instances\": [{\"age\": 39, \"job\": null}, {\"age\": 40}]}";
  private static final String BAD =
      "{\"instances\": [{\"age\": 39, \"job\": \"king\"}, {\"age\": \"40\", \"town\": \"Oslo\"}]}";

  @TempDir private Path folder;
  private final DataCommandLine data = new DataCommandLine();
  private final InputStream standardInput = System.in;

  @SuppressWarnings("NullAway.Init")
  private String schema;

  @BeforeEach
  void write() throws IOException {
    schema =
        file(
            "schema.pbtxt",
            """
            default_environment: "TRAINING" default_environment: "SERVING"
            feature { name: "age" type: INT presence { min_fraction: 1 } }
            feature { name: "job" type: BYTES string_domain { value: "cook" value: "clerk" } }
            feature { name: "label" type: BYTES presence { min_fraction: 1 }
                      not_in_environment: "SERVING" }
            """);
  }

  @AfterEach
  void putBack() {
    System.setIn(standardInput);
  }

  @Test
  void findsNothingWrongInAGoodRequest() throws IOException {
    assertThat(run(file("request.json", GOOD))).isZero();
    assertThat(data.out.toString()).isEqualTo("2 instances, no anomalies\n");
    assertThat(data.err.toString()).isEmpty();
  }

  @Test
  void tellsWhatIsWrongInWhichInstance() throws IOException {
    assertThat(run(file("request.json", BAD))).isOne();
    assertThat(data.out.toString())
        .isEqualTo(
            """
            instance 1, job: ENUM_TYPE_UNEXPECTED_STRING_VALUES: 'king' is not among the 2 values of its domain.
            instance 2, age: UNEXPECTED_DATA_TYPE: The values are BYTES, for example '40'; INT was expected.
            instance 2, town: SCHEMA_NEW_COLUMN: The schema does not have this column.
            2 instances, anomalies: 3
            """);
  }

  @Test
  void takesColumns() throws IOException {
    String request =
        file("request.json", "{\"inputs\": {\"age\": [39, 40], \"job\": [null, \"king\"]}}");
    assertThat(run(request)).isOne();
    assertThat(data.out.toString())
        .startsWith("instance 2, job: ENUM_TYPE")
        .endsWith("2 instances, anomalies: 1\n");
  }

  @Test
  void goesByTheEnvironment() throws IOException {
    String request = file("request.json", "{\"instances\": [{\"age\": 39}]}");
    assertThat(data.run("validate-request", request, "--schema", schema)).isOne();
    assertThat(data.out.toString())
        .isEqualTo(
            """
            instance 1, label: FEATURE_TYPE_NOT_PRESENT: There is no value, and one is required.
            1 instance, anomalies: 1
            """);
    assertThat(run(request)).isZero();
  }

  @Test
  void readsStandardInput() {
    System.setIn(new ByteArrayInputStream(GOOD.getBytes(UTF_8)));
    assertThat(run("-")).isZero();
    assertThat(data.out.toString()).isEqualTo("2 instances, no anomalies\n");
    System.setIn(new ByteArrayInputStream(new byte[0]));
    assertThat(run("-")).isOne();
    assertThat(data.err.toString()).startsWith("Standard input is empty; expected");
  }

  @Test
  void tellsProgramsAsJson() throws IOException {
    String request = file("request.json", BAD);
    assertThat(run(request, "--format", "json")).isOne();
    JsonNode json = new ObjectMapper().readTree(data.out.toString());
    assertThat(json.at("/name").asText()).isEqualTo(request);
    assertThat(json.at("/instances").asInt()).isEqualTo(2);
    assertThat(json.at("/anomalies").findValuesAsText("instance")).containsExactly("1", "2", "2");
    assertThat(json.at("/anomalies/1").toString())
        .isEqualTo(
            "{\"instance\":2,\"column\":\"age\",\"code\":\"UNEXPECTED_DATA_TYPE\","
                + "\"reason\":\"The values are BYTES, for example '40'; INT was expected.\"}");
  }

  @Test
  void saysInASentenceWhatIsMissing() throws IOException {
    assertThat(run("no.json")).isOne();
    assertThat(err()).isEqualTo("Cannot read no.json: no such file or directory.");
    String request = file("request.json", "{\"instances\": []}");
    assertThat(run(request)).isOne();
    assertThat(err()).isEqualTo(request + " has no instances; expected at least one.");
    schema = "no.pbtxt";
    assertThat(run(request)).isOne();
    assertThat(err()).isEqualTo("Cannot read no.pbtxt: no such file or directory.");
  }

  /** What was said since it was asked last. */
  private String err() {
    String text = data.err.toString();
    data.err.getBuffer().setLength(0);
    return text;
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private int run(String request, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("validate-request", "--schema", schema, "--environment", "SERVING", request));
    arguments.addAll(List.of(more));
    return data.run(arguments.toArray(String[]::new));
  }
}
