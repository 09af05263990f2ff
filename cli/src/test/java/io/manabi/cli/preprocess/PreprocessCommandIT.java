package io.manabi.cli.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.manabi.transform.TransformOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PreprocessCommandIT {
  private static final String TRAIN = "age,job\n30,cook\n40,clerk\n50,cook\n30,cook\nold,cook\n";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final PrintStream standardOutput = System.out;
  private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void begin() throws IOException {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    Files.writeString(folder.resolve("train.csv"), TRAIN);
    Files.writeString(folder.resolve("test.csv"), "job,age\nking,20\n");
  }

  @AfterEach
  void putBack() {
    System.setOut(standardOutput);
    Thread.currentThread().setContextClassLoader(classLoader);
  }

  @Test
  void writesRecordsAndTellsWhatCameOut() throws IOException {
    assertThat(run("--max-bad-fraction", "0.2", "--input", "test=" + folder.resolve("te*.csv")))
        .as(err.toString())
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("train: 4 rows in 1 file, 0.0 MB", "test: 1 rows in 1 file")
        .contains("1 rows could not be used: " + folder.resolve("out/quarantine.jsonl"))
        .contains("; all in " + folder.resolve("out"));
    assertThat(names("out"))
        .containsExactly(
            "quarantine.jsonl",
            "raw_metadata",
            "test-00000-of-00001.tfrecord",
            "train-00000-of-00001.tfrecord",
            "transform",
            "transformed_metadata");
    TransformOutput output = TransformOutput.read(folder.resolve("out"), "features");
    assertThat(output.vocabularyByName("jobs")).containsExactly("cook", "clerk");
  }

  @Test
  void leavesDuplicatesOut() {
    assertThat(run("--max-bad-fraction", "0.4", "--deduplicate")).as(err.toString()).isZero();
    assertThat(output()).contains("train: 3 rows", "1 duplicates left out");
    out.reset();
    assertThat(run("--max-bad-fraction", "0.4", "--deduplicate=job")).isZero();
    assertThat(output()).contains("train: 2 rows", "2 duplicates left out");
  }

  @Test
  void writesWhatItIsAskedFor() throws IOException {
    assertThat(
            run(
                "--max-bad-fraction=1",
                "--output-format=parquet",
                "--gzip",
                "--no-statistics",
                "--function=years",
                "--analyzer-cache=" + folder.resolve("cache"),
                "--runner=direct",
                "--runner-option=--targetParallelism=1"))
        .as(err.toString())
        .isZero();
    assertThat(names("out")).contains("train-00000-of-00001.parquet", "quarantine.jsonl");
    assertThat(names("out/transformed_metadata")).containsExactly("schema.pbtxt");
    assertThat(Files.readString(folder.resolve("out/transformed_metadata/schema.pbtxt")))
        .contains("name: \"years\"");
  }

  @Test
  void saysThatNoRowHasAValueInAColumn() throws IOException {
    String row = "{\"age\": 30, \"job\": \"cook\", \"%s\": 2.5}\n";
    Path lines = Files.writeString(folder.resolve("a.jsonl"), row.formatted("Wage").repeat(3));
    String word = "No row has a value in wage; check the names";
    assertThat(run(lines, "--function=wages")).as(err.toString()).isZero();
    assertThat(output()).contains(word);
    out.reset();
    Files.writeString(lines, row.formatted("wage"));
    assertThat(run(lines, "--function=wages")).as(err.toString()).isZero();
    assertThat(output()).doesNotContain("No row has a value");
  }

  @Test
  void keepsWhatAnalyzersKnow() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "age,job\n30,cook\n");
    assertThat(run("--analyzer-cache=" + folder.resolve("cache"))).as(err.toString()).isZero();
    assertThat(names("cache")).isNotEmpty();
  }

  @Test
  void failsAboveTheShareOfBadRows() throws IOException {
    assertThat(run()).isOne();
    assertThat(errors())
        .contains("1 of 5 rows (20.00 %) cannot be used, more than the 1.00 %")
        .contains("train.csv line 6, column 'age'");
    assertThat(names("")).containsExactly("out.quarantine.jsonl", "test.csv", "train.csv");
  }

  @Test
  void loadsTheClassFromAJar() throws IOException {
    String name = "com.acme.Words";
    String source =
        """
        package com.acme;
        import io.manabi.core.*;
        import io.manabi.transform.*;
        import java.util.*;
        public class Words implements Preprocessing {
          public List<TransformFunction> functions() {
            return List.of(new TransformFunction("words", Schema.of(Column.bytes("job")),
                (tf, columns) -> Map.of("upper", tf.strings.upper(columns.bytes("job")))));
          }
        }
        """;
    Path jar = jar(name, source);
    assertThat(
            execute(
                "--jar",
                jar.toString(),
                "--preprocessing",
                name,
                "--input",
                input(),
                "--output",
                target()))
        .as(err.toString())
        .isZero();
    assertThat(output()).contains("train: 5 rows");
    assertThat(TransformOutput.read(folder.resolve("out"), "words").transformedSchema().columns())
        .hasSize(1);
  }

  private Path jar(String name, String source) throws IOException {
    String path = name.replace('.', '/');
    Path file = folder.resolve("src").resolve(path + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none",
                    file.toString()))
        .isZero();
    Path jar = folder.resolve("words.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(path + ".class"));
      Files.copy(folder.resolve("src").resolve(path + ".class"), out);
    }
    return jar;
  }

  @Test
  void saysWhatIsWrongWithTheClass() {
    assertThat(preprocess("com.acme.Nothing")).isOne();
    assertThat(errors()).contains("There is no class com.acme.Nothing in the class path");
    assertThat(preprocess("java.lang.Object")).isOne();
    assertThat(errors())
        .contains("Class java.lang.Object is no preprocessing; it has to implement");
    assertThat(preprocess("java.lang.Integer")).isOne();
    assertThat(errors()).contains("needs a public constructor without parameters");
    Path jar = folder.resolve("none.jar");
    assertThat(run("--jar", jar.toString())).isOne();
    assertThat(errors()).contains("There is no jar " + jar + "; correct --jar.");
  }

  @Test
  void saysWhatIsWrongWithTheOptions() {
    assertFails(
        "has no function 'labels'; it has [features, years, wages]. Correct --function.",
        "--function=labels");
    assertFails("No file matches", "--input=test=" + folder.resolve("nowhere.csv"));
    String noFileSystem = "this distribution has no file system for s3://";
    assertFails(noFileSystem, "--input=test=s3://bucket/test.csv");
    String people = PeoplePreprocessing.class.getName();
    assertThat(
            execute("--preprocessing", people, "--input", input(), "--output", "s3://bucket/out"))
        .isOne();
    assertThat(errors()).contains("Cannot read s3://bucket/out: " + noFileSystem);
  }

  @Test
  void endsWithTwoOnWrongUsage() {
    assertThat(run("--output-format=xml")).isEqualTo(2);
    assertThat(errors()).contains("--output-format");
    assertWrongUsage("--runner", "--runner=nonsense");
    assertWrongUsage("--csv", "--csv=xyz");
    assertWrongUsage("give the names of their fields with --columns", "--csv=uci");
    assertWrongUsage("--input-format", "--input-format=xml");
    assertWrongUsage("--shards is 0; expected 1 to 99999.", "--shards=0");
    assertWrongUsage("--max-bad-fraction is 2.0; expected 0 to 1.", "--max-bad-fraction=2");
    assertWrongUsage("In s3://bucket there is no name", "--analyzer-cache=s3://bucket");
    assertThat(execute("--input", input(), "--output", target())).isEqualTo(2);
    assertThat(errors()).contains("Missing required option: '--preprocessing=CLASS'");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void assertWrongUsage(String message, String option) {
    assertThat(run(option)).isEqualTo(2);
    assertThat(errors()).contains(message);
  }

  private void assertFails(String message, String option) {
    assertThat(run(option)).isOne();
    assertThat(errors()).contains(message);
  }

  private int preprocess(String name) {
    return execute("--preprocessing", name, "--input", input(), "--output", target());
  }

  private int run(String... options) {
    return run(Path.of(input()), options);
  }

  private int run(Path input, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--preprocessing",
                PeoplePreprocessing.class.getName(),
                "--input",
                input.toString(),
                "--output",
                target()));
    all.addAll(List.of(options));
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    err.getBuffer().setLength(0);
    return new CommandLine(new PreprocessCommand())
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              err.write(String.valueOf(failure.getMessage()));
              return 1;
            })
        .execute(arguments);
  }

  private String input() {
    return folder.resolve("train.csv").toString();
  }

  private String target() {
    return folder.resolve("out").toString();
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString();
  }

  private List<String> names(String of) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(of))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
