package io.manabi.cli;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A project to begin with. Its files are resources in the folder {@code templates}, in which {@code
 * {{name}}} and such stand for what differs.
 */
enum ProjectTemplate {
  /** Rows of numbers and categories. */
  table("Predicts the rating of a movie from a table.", "features", "rmse", "< 0.35"),
  /** Files of images. */
  images("Tells circles, squares and triangles in images.", "records", "accuracy", "> 0.8"),
  /** Texts. */
  text("Tells whether a review is positive or negative.", "features", "accuracy", "> 0.9");

  private static final List<String> SHARED =
      List.of("pom.xml", "README.md", ".gitignore", "Test.java");
  private static final List<String> OWN =
      List.of(
          "Preprocessing.java", "Trainer.java", "request.json", "data/train.csv", "data/test.csv");

  /** Files that are no text, of templates that have some. */
  private static final String MORE = "data.zip";

  private final String what;
  private final String records;
  private final String metric;
  private final String goal;

  /**
   * A template.
   *
   * @param what what its model does
   * @param records the function that makes records of the data
   * @param metric what its test looks at
   * @param goal what that has to be
   */
  ProjectTemplate(String what, String records, String metric, String goal) {
    this.what = what;
    this.records = records;
    this.metric = metric;
    this.goal = goal;
  }

  /**
   * Writes a project, all of it or nothing.
   *
   * @param name what it is called, in lower case with hyphens
   * @param folder a new or empty folder
   * @throws ManabiException if there is something in the folder, or it cannot be written
   */
  void write(String name, Path folder) {
    refuseToOverwrite(folder);
    Map<String, String> all = words(name);
    AtomicFiles.writeDirectory(
        folder,
        root -> {
          for (String file : SHARED) {
            write(file, "all", root, all);
          }
          for (String file : OWN) {
            write(file, name(), root, all);
          }
          unpack(root);
        });
  }

  private static void refuseToOverwrite(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> there = Files.list(folder)) {
      if (there.findAny().isPresent()) {
        throw ManabiException.user(
            "There is something in %s already; give a new or empty folder by --dir."
                .formatted(folder));
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  private Map<String, String> words(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("-", -1)) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    Map<String, String> all = new HashMap<>();
    all.put("what", what);
    all.put("records", records);
    all.put("metric", metric);
    all.put("goal", goal);
    all.put("name", name);
    all.put("Name", camel.toString());
    all.put("package", name.replace("-", ""));
    // Maven takes LATEST for the newest that is installed.
    all.put("version", Version.number().orElse("LATEST"));
    return all;
  }

  private static void write(String file, String template, Path root, Map<String, String> words)
      throws IOException {
    String text = new String(resource(template, file), StandardCharsets.UTF_8);
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace("{{" + word.getKey() + "}}", word.getValue());
    }
    Path path = root.resolve(pathOf(file, words));
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String pathOf(String file, Map<String, String> words) {
    if (!file.endsWith(".java")) {
      return file;
    }
    return "src/%s/java/com/example/%s/%s%s"
        .formatted(
            file.equals("Test.java") ? "test" : "main",
            words.get("package"),
            words.get("Name"),
            file);
  }

  private void unpack(Path root) throws IOException {
    try (InputStream packed = open(name(), MORE)) {
      if (packed == null) {
        return;
      }
      ZipInputStream zip = new ZipInputStream(packed);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  private static byte[] resource(String template, String file) throws IOException {
    try (InputStream in = open(template, file.substring(file.lastIndexOf('/') + 1) + ".template")) {
      if (in == null) {
        throw new IOException("the template has no file " + file);
      }
      return in.readAllBytes();
    }
  }

  private static @Nullable InputStream open(String template, String file) {
    return ProjectTemplate.class.getResourceAsStream("templates/" + template + "/" + file);
  }
}
