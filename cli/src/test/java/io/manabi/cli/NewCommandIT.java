package io.manabi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds and trains the project of each template, by the commands of its README. */
@Timeout(240)
class NewCommandIT {
  private static final CommandRuns COMMANDS = new CommandRuns();

  @TempDir Path work;

  @ParameterizedTest
  @CsvSource({"table,rmse,0.1,0.35", "images,accuracy,80,100", "text,accuracy,90,100"})
  void writesAProjectThatTrains(ProjectTemplate template, String goal, double least, double most)
      throws Exception {
    Path project = work.resolve("my-" + template);
    CommandRuns.Run written =
        COMMANDS.run(
            "new", "my-" + template, "--template", template.name(), "--dir", project.toString());
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(texts(project)).doesNotContain("{{");
    assertThat(project.resolve(".gitignore")).exists();
    compile(project);

    List<String> commands = commands(project);
    assertThat(commands).hasSize(3);
    assertThat(inProject(project, commands.get(0))).contains("records");
    String trained = inProject(project, commands.get(1));
    assertThat(trained).contains("Training ended after step ");
    assertThat(metric(trained, goal)).isBetween(least, most);
    String export = "jobs/first/export";
    assertThat(commands.get(2))
        .isEqualTo("serve --model-name my-%s --model-base-path %s", template, export);
    assertThat(project.resolve(export)).isNotEmptyDirectory();
  }

  /** What the last evaluation told. */
  private static double metric(String trained, String name) {
    Matcher last =
        Pattern.compile("step .*" + name + " ([0-9.]+).* on the test set").matcher(trained);
    assertThat(last.results()).isNotEmpty();
    last.reset();
    double value = 0;
    while (last.find()) {
      value = Double.parseDouble(last.group(1));
    }
    return value;
  }

  @Test
  void leavesWhatIsThereAlone() throws IOException {
    Path mine = Files.writeString(work.resolve("mine.txt"), "mine");
    CommandRuns.Run run =
        COMMANDS.run("new", "flowers", "--template", "table", "--dir", work.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("There is something in " + work + " already; give a new or empty folder");
    assertThat(work).isDirectoryContaining("glob:**/mine.txt");
    assertThat(mine).hasContent("mine");
    assertThat(COMMANDS.run("new", "My Flowers", "--template", "table").err())
        .contains("A project cannot be called 'My Flowers'");
  }

  /** The commands of {@code manabi} in the README. */
  private static List<String> commands(Path project) throws IOException {
    return Files.readAllLines(project.resolve("README.md")).stream()
        .filter(line -> line.startsWith("    manabi "))
        .map(line -> line.substring("    manabi ".length()))
        .toList();
  }

  /** Runs a command where a user does, in the folder of the project. */
  private static String inProject(Path project, String command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.manabi.cli.Main"));
    line.addAll(List.of(command.split(" ", -1)));
    Path output = project.resolveSibling(command.substring(0, command.indexOf(' ')) + ".txt");
    Process process =
        new ProcessBuilder(line)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    String told = "";
    try {
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      told = Files.readString(output);
      assertThat(ended).as("%s ends: %s", command, told).isTrue();
      assertThat(process.exitValue()).as("%s: %s", command, told).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return told;
  }

  /** What {@code mvn package} does. */
  private static void compile(Path project) throws IOException {
    Path classes = Files.createDirectories(project.resolve("target/classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  problems,
                  files,
                  null,
                  List.of("--release", "17", "-Xlint:all,-path", "-d", classes.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(files(project, ".java")))
              .call();
      assertThat(compiled).as(problems.toString()).isTrue();
      assertThat(problems.toString()).isEmpty();
    }
    Path jar = project.resolve("target/" + project.getFileName() + "-1.0.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files(classes, ".class")) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  private static String texts(Path project) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(project, "")) {
      if (Files.isRegularFile(file) && !file.toString().endsWith(".png")) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
