package io.manabi.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packages of Python with a module {@code trainer.task}. */
final class TrainerPackage {
  private TrainerPackage() {}

  /**
   * A wheel, which can be installed without asking anybody for anything.
   *
   * @param file whose name tells version 0.1
   * @param script the module
   */
  static Path wheel(Path file, String script) throws IOException {
    Map<String, String> files =
        new TreeMap<>(
            Map.of(
                "trainer/__init__.py",
                "",
                "trainer/task.py",
                script,
                "trainer-0.1.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: trainer\nVersion: 0.1\n",
                "trainer-0.1.dist-info/WHEEL",
                "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
    files.put(
        "trainer-0.1.dist-info/RECORD",
        String.join(",,\n", files.keySet()) + ",,\ntrainer-0.1.dist-info/RECORD,,\n");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> each : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue().getBytes(UTF_8));
      }
    }
    return file;
  }

  /** The package of {@code src/test/python} as its author packs it. */
  static Path sourceDistribution(Path folder) throws Exception {
    Path sources = Path.of("src", "test", "python").toAbsolutePath();
    Path packed = folder.resolve("trainer-0.1");
    Files.createDirectories(packed.resolve("trainer"));
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file :
          (Iterable<Path>) files.filter(each -> each.toString().endsWith(".py"))::iterator) {
        Files.copy(file, packed.resolve(sources.relativize(file).toString()));
      }
    }
    Path archive = folder.resolve("trainer-0.1.tar.gz");
    Process tar =
        new ProcessBuilder(
                List.of("tar", "-czf", archive.toString(), "-C", folder.toString(), "trainer-0.1"))
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return archive;
  }
}
