package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sources are small: files, and methods in them; and tests are called what they are. */
class SourceShapeTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final int MAX_FILE = 500;
  private static final int USUAL_FILE = 200;
  private static final double USUAL_SHARE = 0.9;
  private static final int MAX_METHOD = 60;
  private static final Pattern STARTS =
      Pattern.compile(
          "new ProcessBuilder\\(|new ServerSocket\\(|HttpServer\\.create\\(|TaskServer\\.start\\("
              + "|PredictionServer\\.builder\\(|Trainer\\.run\\(|Driver\\(");

  @Test
  void filesAreSmall() throws IOException {
    List<Path> sources = sources();
    List<String> long500 = new ArrayList<>();
    int usual = 0;
    for (Path source : sources) {
      int lines = Files.readAllLines(source).size();
      usual += lines <= USUAL_FILE ? 1 : 0;
      if (lines > MAX_FILE) {
        long500.add(source + ": " + lines);
      }
    }
    assertThat(long500).as("files over %d lines", MAX_FILE).isEmpty();
    assertThat((double) usual / sources.size())
        .as("share of files up to %d lines", USUAL_FILE)
        .isGreaterThanOrEqualTo(USUAL_SHARE);
  }

  @Test
  void methodsAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
          @Override
          public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            LineMap lines = unit.getLineMap();
            long length =
                lines.getLineNumber(positions.getEndPosition(unit, method))
                    - lines.getLineNumber(positions.getStartPosition(unit, method))
                    + 1;
            if (length > MAX_METHOD) {
              tooLong.add(
                  unit.getSourceFile().getName() + ": " + method.getName() + " has " + length);
            }
            return super.visitMethod(method, null);
          }
        }.scan(unit, null);
      }
    }
    assertThat(tooLong).as("methods over %d lines", MAX_METHOD).isEmpty();
  }

  /** A module has one package tree; the exceptions need what TensorFlow shows its own package. */
  @Test
  void mainSourcesLieInThePackageOfTheirModule() throws IOException {
    List<String> strangers =
        sources().stream()
            .map(source -> REPOSITORY.relativize(source).toString())
            .filter(source -> source.contains("/src/main/java/"))
            .filter(source -> !source.matches("(\\w+)/src/main/java/io/manabi/\\1/.*"))
            .toList();
    assertThat(strangers)
        .containsExactlyInAnyOrder(
            "training/src/main/java/org/tensorflow/TargetSession.java",
            "training/src/main/java/org/tensorflow/package-info.java",
            "transform/src/main/java/org/tensorflow/GraphImport.java",
            "transform/src/main/java/org/tensorflow/StringTensors.java",
            "transform/src/main/java/org/tensorflow/op/GraphOps.java");
  }

  /** Those that do are called {@code XIT}; {@code ./verify --quick} leaves them out. */
  @Test
  void unitTestsStartNoProcessAndNoServer() throws IOException {
    List<String> starting = new ArrayList<>();
    for (Path source : sources()) {
      if (source.toString().endsWith("Test.java")
          && STARTS.matcher(Files.readString(source)).find()) {
        starting.add(REPOSITORY.relativize(source).toString());
      }
    }
    assertThat(starting).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(50);
      return sources;
    }
  }
}
