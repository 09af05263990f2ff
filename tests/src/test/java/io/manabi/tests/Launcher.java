package io.manabi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The script {@code manabi} in folders made for a test, and runs of it. */
final class Launcher {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private final Path directory;
  private final Path libraries;

  /** What a run has left. */
  record Run(int code, String out, String err) {}

  Launcher(Path directory) throws IOException {
    this.directory = directory;
    this.libraries = Files.createDirectory(directory.resolve("libraries"));
    Files.createDirectory(logs());
    writeLibraries();
  }

  /** One jar that names the class path of this test, in place of a copy of every library. */
  private void writeLibraries() throws IOException {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = libraries.resolve("manabi.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  Path logs() {
    return directory.resolve("logs");
  }

  String log(String name) throws IOException {
    return Files.readString(logs().resolve(name));
  }

  /** Makes a distribution and returns its script. */
  Path distribution(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.createSymbolicLink(folder.resolve("lib"), libraries);
    return Files.copy(REPOSITORY.resolve("manabi"), folder.resolve("manabi"));
  }

  /** Makes a source tree that is built by these shell commands first, and returns its script. */
  Path sourceTree(String commands) throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("cli/src/main"));
    Files.createFile(tree.resolve("cli/src/main/A.java"));
    Files.createFile(tree.resolve("cli/pom.xml"));
    Files.createFile(tree.resolve("pom.xml"));
    Files.createFile(tree.resolve("LICENSE"));
    script(
        tree.resolve("mvnw"),
        """
        echo build >>builds
        %s
        for argument; do
          case $argument in
            -Dmanabi.distribution=*) ln -s '%s' "${argument#*=}/lib" ;;
          esac
        done
        """
            .formatted(commands, libraries));
    return Files.copy(REPOSITORY.resolve("manabi"), tree.resolve("manabi"));
  }

  /** How often the source tree has been built. */
  int builds() throws IOException {
    Path builds = directory.resolve("tree/builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  static void script(Path file, String commands) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, "#!/bin/sh\n" + commands);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  Run run(Path program, String... arguments) throws Exception {
    return run(Map.of(), program, arguments);
  }

  Run run(Map<String, String> environment, Path program, String... arguments) throws Exception {
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder = builder(program, arguments);
    builder.environment().putAll(environment);
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }

  Process start(Path program, String... arguments) throws IOException {
    return start(Map.of(), program, arguments);
  }

  Process start(Map<String, String> environment, Path program, String... arguments)
      throws IOException {
    ProcessBuilder builder = builder(program, arguments);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private ProcessBuilder builder(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().put("MANABI_LOG_DIR", logs().toString());
    // To make one takes ten seconds, and most distributions start a server once.
    builder.environment().put("MANABI_CLASS_ARCHIVE", "");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("MANABI_LOG");
    return builder;
  }
}
