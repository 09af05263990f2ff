package io.manabi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.pipelines.statistics.StatisticsProto.DatasetFeatureStatisticsList;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataCommandIT {
  private static final String TRAIN =
      "age,job,label\n39,cook,yes\n50,,no\n38,clerk,no\n53,cook,yes\n";

  @TempDir private Path folder;
  private final DataCommandLine data = new DataCommandLine();
  private final StringWriter out = data.out;
  private final StringWriter err = data.err;

  @SuppressWarnings("NullAway.Init")
  private String train;

  @BeforeEach
  void write() throws IOException {
    train = file("train.csv", TRAIN);
  }

  @Test
  void printsATable() throws IOException {
    assertThat(run("stats", train)).isZero();
    assertThat(out.toString())
        .contains("4 rows")
        .containsPattern("age +int64 +0 % +4 +45 ")
        .containsPattern("job +bytes +25.00 % +2 .*cook 66.67 %");
    out.getBuffer().setLength(0);
    String more = file("more.csv", TRAIN + "1,2\n");
    assertThat(run("stats", train, more, "--max-bad-fraction", "0.2")).isZero();
    assertThat(out.toString()).contains("8 rows, and 1 that cannot be read").contains("line 6");
  }

  /** Types what the help says. */
  @Test
  void printsATableOfAFileWithoutHeaderAsItsHelpSays() throws IOException {
    String help = new CommandLine(new StatsCommand()).getUsageMessage();
    String example = help.substring(help.indexOf("stats adult.data")).replace("\\\n", " ").strip();
    String adult =
        file(
            "adult.data",
            """
            |1x3 Cross validator
            39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, Male, 2174, 0, 40, United-States, <=50K
            54, ?, 180211, Some-college, 10, Married-civ-spouse, ?, Husband, White, Male, 0, 0, 60, South, >50K.

            """);
    assertThat(run(example.replace("adult.data", adult).split("\\s+"))).as(example).isZero();
    assertThat(out.toString())
        .contains("2 rows\n")
        .containsPattern("age +int64 +0 % +2 ")
        .containsPattern("workclass +bytes +50.00 % +1 .*State-gov")
        .containsPattern("income +bytes +0 % +2 .*<=50K")
        .doesNotContain(">50K.");
  }

  @Test
  void writesJsonPagesAndProtos() throws IOException {
    assertThat(run("stats", train, "--format", "json")).isZero();
    assertThat(out.toString()).contains("\"rows\" : 4").contains("\"missing\" : 1");

    Path page = folder.resolve("stats.html");
    String other = file("other.csv", "age,job,label\n20,king,no\n");
    Path schema = folder.resolve("schema.pbtxt");
    assertThat(run("infer-schema", train, "--output", schema.toString())).isZero();
    assertThat(
            run(
                "stats",
                train,
                "--compare-to",
                other,
                "--schema",
                schema.toString(),
                "--format",
                "html",
                "--output",
                page.toString()))
        .isZero();
    assertThat(Files.readString(page))
        .contains("train.csv")
        .contains("other.csv")
        .contains("ENUM_TYPE_UNEXPECTED_STRING_VALUES");

    Path proto = folder.resolve("stats.pb");
    assertThat(run("stats", train, "--format", "proto", "--output", proto.toString())).isZero();
    assertThat(
            DatasetFeatureStatisticsList.parseFrom(Files.readAllBytes(proto))
                .getDatasets(0)
                .getNumExamples())
        .isEqualTo(4);
  }

  @Test
  void validatesWithAnExitCode() throws IOException {
    String schema = folder.resolve("schema.pbtxt").toString();
    assertThat(run("infer-schema", train, "--output", schema)).isZero();
    assertThat(run("validate", train, "--schema", schema)).isZero();
    assertThat(out.toString()).contains("4 rows, no anomalies");

    String today = file("today.csv", "age,job\n44,king\n33,cook\n");
    assertThat(run("validate", today, "--schema", schema)).isOne();
    assertThat(out.toString())
        .contains("job: ENUM_TYPE_UNEXPECTED_STRING_VALUES: 'king' is not among")
        .contains("(50.00 % of rows)")
        .contains("label: SCHEMA_MISSING_COLUMN")
        .contains("anomalies: 2");
  }

  /** Nothing of it is known from the first rows. */
  @Test
  void findsWhatComesLate() throws IOException {
    String schema =
        file(
            "schema.pbtxt", "feature { name: 'n' type: INT }\nfeature { name: 's' type: BYTES }\n");
    String first = file("a.csv", "n,s\n" + "1,2\n".repeat(15_000) + "abc,x\n");
    assertThat(run("validate", first, "--schema", schema)).isOne();
    assertThat(err.toString())
        .contains(
            "Types were found in later rows of " + first + ": n is BYTES; reading once more.");
    assertThat(out.toString())
        .contains("n: UNEXPECTED_DATA_TYPE", "15,001 rows, anomalies: 1")
        .doesNotContain("\ns: ");
    out.getBuffer().setLength(0);
    assertThat(run("validate", first, "--schema", schema, "--types", "n=INT")).isOne();
    assertThat(out.toString())
        .contains("UNEXPECTED_DATA_TYPE: 1 of 15,001 rows cannot be read. The first is ")
        .contains("line 15002", "'abc'")
        .contains("(< 0.01 % of rows)")
        .contains("anomalies: 1");
    String second = file("b.csv", "n,s,more\n1,2,3\n");
    assertThat(run("validate", first, second, "--schema", schema)).isOne();
    assertThat(err.toString()).contains("a.csv").contains("more");
  }

  @Test
  void leavesItsInputsAlone() throws IOException {
    for (String command : List.of("stats", "infer-schema")) {
      assertThat(run(command, train, "--output", train)).isOne();
      assertThat(err.toString()).contains("The output " + train + " is an input");
      assertThat(run(command, train, "--output", folder.toString())).isOne();
      assertThat(err.toString()).contains("is no file to be replaced");
    }
    assertThat(Files.readString(Path.of(train))).startsWith("age,");
  }

  @Test
  void validatesForAnEnvironment() throws IOException {
    String schema =
        file(
            "schema.pbtxt",
            """
            default_environment: "SERVING"
            feature { name: "age" type: INT presence { min_fraction: 1 } }
            feature { name: "job" type: BYTES }
            feature { name: "label" type: BYTES presence { min_fraction: 1 }
                      not_in_environment: "SERVING" }
            """);
    String requests = file("requests.csv", "age,job\n44,cook\n");
    assertThat(run("validate", requests, "--schema", schema)).isOne();
    assertThat(run("validate", requests, "--schema", schema, "--environment", "SERVING")).isZero();
  }

  @Test
  void comparesWithAnExitCode() throws IOException {
    assertThat(run("compare", train, train)).isZero();
    assertThat(out.toString()).contains("0 of 3 columns differ by more than 0.1");
    String other = file("other.csv", "age,job,label\n39,cook,yes\n50,cook,no\n");
    assertThat(run("compare", train, other, "--buckets")).isOne();
    assertThat(out.toString())
        .contains("! 0.333333  l_infinity      job: ")
        .contains("    0.666667  1.000000  cook\n")
        .contains("    0.333333  0.000000  clerk\n");
    assertThat(run("compare", train, other, "--threshold", "0.9")).isZero();
    assertThat(run("compare", train, other, file("b.csv", "age,job,label\n38,clerk,no\n53,,yes\n")))
        .isZero();
  }

  /** As training data in CSV, and requests to a model that takes floats. */
  @Test
  void comparesIntegersWithFloats() throws IOException {
    String whole = file("whole.csv", "x\n1\n2\n3\n4\n5\n6\n7\n8\n");
    String floats = file("floats.csv", "x\n1.0\n2.0\n3.0\n4.0\n5.0\n6.0\n7.0\n8.0\n");

    assertThat(run("compare", whole, floats, "--threshold", "0")).isZero();
    assertThat(run("compare", floats, whole, "--threshold", "0")).isZero();
  }

  @Test
  void reportsColumnsThatOnlyOneDataSetHas() throws IOException {
    String other = file("other.csv", "age,job,city\n39,cook,A\n50,clerk,B\n28,cook,C\n");
    assertThat(run("compare", train, other, "--threshold", "1")).isOne();
    assertThat(out.toString())
        .contains("label: Only the first data set has this column.")
        .contains("city: Only the second data set has this column.")
        .contains("2 of 4 columns differ");
    String schema = file("schema.pbtxt", "feature { name: \"age\" type: INT }");
    assertThat(run("compare", train, other, "--schema", schema)).isZero();
  }

  @Test
  void tellsDifferencesAsJson() throws IOException {
    String other = file("other.csv", "age,job,label\n39,cook,yes\n50,cook,no\n");
    assertThat(run("compare", train, other, "--format", "json", "--threshold", "0.3")).isOne();
    JsonNode compared = new ObjectMapper().readTree(out.toString());
    assertThat(compared.findValues("column").toString()).contains("age", "job", "label");
    assertThat(compared.at("/anomalies").findValues("code").toString()).contains("L_INFTY_HIGH");
    assertThat(compared.at("/columns/0/distance").asDouble()).isPositive();
    assertThat(compared.at("/columns/0/shares")).isNotEmpty();

    out.getBuffer().setLength(0);
    String schema = file("schema.pbtxt", "feature { name: \"job\" type: INT }");
    assertThat(run("validate", train, "--schema", schema, "--format", "json")).isOne();
    JsonNode validated = new ObjectMapper().readTree(out.toString());
    assertThat(validated.at("/rows").asLong()).isEqualTo(4);
    assertThat(validated.at("/anomalies/0/column").asText()).isEqualTo("job");
    assertThat(validated.at("/anomalies/0/code").asText()).isEqualTo("UNEXPECTED_DATA_TYPE");
  }

  @Test
  void comparesByTheThresholdsOfASchema() throws IOException {
    String other = file("other.csv", "age,job,label\n39,cook,yes\n50,cook,no\n");
    String schema =
        file(
            "schema.pbtxt",
            """
            feature { name: "job" type: BYTES
                      drift_comparator { infinity_norm { threshold: 0.3 } }
                      skew_comparator { infinity_norm { threshold: 0.4 } } }
            feature { name: "age" type: INT }
            """);
    assertThat(run("compare", train, other, "--schema", schema)).isOne();
    assertThat(out.toString())
        .contains("! 0.333333  l_infinity      job: ")
        .doesNotContain("! 0.5", "! 1.0")
        .contains("1 of 3 columns differ by more than the schema allows");
    assertThat(run("compare", train, other, "--schema", schema, "--skew")).isZero();
    assertThat(run("compare", train, other, "--schema", schema, "--threshold", "0.1")).isEqualTo(2);
    assertThat(run("compare", train, other, "--skew")).isEqualTo(2);
    assertThat(err.toString()).contains("--skew goes by a schema; name it with --schema.");
  }

  @Test
  void failsIfTooManyRowsCannotBeRead() throws IOException {
    String dirty = file("dirty.csv", TRAIN + "1,2\n");
    for (String command : List.of("infer-schema", "stats")) {
      assertThat(run(command, dirty)).isOne();
      assertThat(err.toString()).contains("more than the 1.00 % of --max-bad-fraction");
      err.getBuffer().setLength(0);
      assertThat(run(command, dirty, "--max-bad-fraction", "0.1")).isOne();
      assertThat(err.toString())
          .contains("1 of 5 rows of " + dirty + " (20.00 %) cannot be read, more than the 10.00 %")
          .contains("dirty.csv line 6");
      err.getBuffer().setLength(0);
    }
    assertThat(run("infer-schema", dirty, "--max-bad-fraction", "0.2")).isZero();
    assertThat(err.toString())
        .contains("1 of 5 rows of " + dirty + " cannot be read and are left out. The first is");
    assertThat(run("compare", train, dirty)).isOne();
    assertThat(run("stats", dirty, "--max-bad-fraction", "2")).isEqualTo(2);
  }

  @Test
  void readsColumnsByTheTypesThatAreTold() throws IOException {
    String zips = file("zips.csv", "zip,n\n" + "01234,1\n".repeat(150) + "K1A,2\n");
    assertThat(run("infer-schema", zips, "--types", "zip=bytes,n=Float")).isZero();
    assertThat(out.toString()).contains("type: BYTES", "type: FLOAT").doesNotContain("type: INT");
    out.getBuffer().setLength(0);
    assertThat(run("stats", zips, "--types", "zip=INT")).isZero();
    assertThat(out.toString())
        .contains(
            "150 rows, and 1 that cannot be read", "line 152, column zip: 'K1A' is no integer")
        .containsPattern("zip +int64");
    assertThat(run("stats", zips, "--types", "zap=INT")).isOne();
    assertThat(err.toString())
        .contains("There is no column 'zap' in " + zips + " to be read as INT; there are [zip, n]");
    assertThat(run("compare", train, zips, "--types", "zip=BYTES")).isOne();
    assertThat(out.toString()).contains("zip: Only the second data set has this column.");
    String lines = file("a.jsonl", "{\"a\": 1}\n{\"b\": 2}\n");
    assertThat(run("stats", lines, "--types", "zap=INT")).isOne();
    assertThat(err.toString()).contains("'zap' in " + lines, "there are [a, b]");
    assertThat(run("stats", zips, "--types", "zip=text")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--types has 'text' for zip; expected INT, FLOAT or BYTES.");
  }

  @Test
  void readsByTheTypesOfASchema() throws IOException {
    String zips = file("zips.csv", "zip,n\n01234,1\n");
    String schema =
        file(
            "schema.pbtxt",
            "feature { name: 'zip' type: BYTES }\nfeature { name: 'n' type: FLOAT }\n");
    assertThat(run("stats", zips, "--schema", schema)).isZero();
    assertThat(out.toString()).containsPattern("zip +bytes.* 01234 ").containsPattern("n +float");
  }

  @Test
  void showsHowFarItIsBesideTheResult() throws IOException {
    assertThat(run("compare", train, train)).isZero();
    assertThat(err.toString()).contains("4 / 4 rows, pass 1 of 2", "4 / 4 rows, pass 2 of 2");
    assertThat(out.toString()).doesNotContain("pass");
  }

  @Test
  void runsOnTheRunnerThatIsAskedFor() {
    assertThat(run("stats", train, "--runner", "direct")).isZero();
    assertThat(run("stats", train, "--runner", "nonsense")).isEqualTo(2);
    assertThat(err.toString()).contains("'--runner'").contains("direct, flink");
  }

  @Test
  void saysItsExitCodes() {
    assertThat(new CommandLine(new ValidateCommand()).getUsageMessage())
        .contains("there are anomalies");
    assertThat(new CommandLine(new CompareCommand()).getUsageMessage())
        .contains("no column differs by more than the threshold");
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private int run(String... arguments) {
    return data.run(arguments);
  }
}
