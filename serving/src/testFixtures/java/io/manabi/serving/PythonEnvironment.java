package io.manabi.serving;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Python with TensorFlow and the clients that people use: the scripts of {@code serving/src/test/python},
 * in a virtual environment that is made once for each list of requirements and kept in the user's
 * cache, and the models that they write, which are kept until the scripts change.
 */
public final class PythonEnvironment {
  /** What the pinned packages need; uv takes an installed one, or fetches it. */
  private static final String PYTHON = ">=3.11,<3.13";

  private static final Path SCRIPTS = Path.of("..", "serving", "src", "test", "python").toAbsolutePath().normalize();
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(10);
  private static final Duration MODELS_LIMIT = Duration.ofMinutes(4);

  private final Path python;

  private PythonEnvironment(Path python) {
    this.python = python;
  }

  /** The environment; if it is not there yet, it is made first, which takes a minute or more. */
  public static PythonEnvironment get() {
    Path requirements = SCRIPTS.resolve("requirements.txt");
    Path made =
        once(
            cache().resolve("venv-" + hash(List.of(requirements))),
            into -> {
              Path uv = uv(into);
              Path environment = into.resolve("venv");
              must(
                  INSTALL_LIMIT, uv.toString(), "venv", "--python", PYTHON, environment.toString());
              must(
                  INSTALL_LIMIT,
                  uv.toString(),
                  "pip",
                  "install",
                  "--no-deps",
                  "--python",
                  environment.toString(),
                  "--requirements",
                  requirements.toString());
            });
    return new PythonEnvironment(made.resolve("venv/bin/python"));
  }

  /** The folder of models and their cases that {@code make_models.py} writes. */
  public Path models() {
    List<Path> sources = new ArrayList<>(scripts("make_models.py", "models.py", "tensors.py"));
    sources.add(SCRIPTS.resolve("requirements.txt"));
    Path target = Path.of("target").toAbsolutePath();
    return once(
        target.resolve("python-models-" + hash(sources)),
        into ->
            must(
                MODELS_LIMIT,
                python.toString(),
                SCRIPTS.resolve("make_models.py").toString(),
                into.toString()));
  }

  /** Runs a script, one of this folder or one with a path, to its end. */
  public ProcessRun run(Duration limit, String script, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(python.toString(), SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return ProcessRun.of(limit, command);
  }

  private static List<Path> scripts(String... names) {
    return Stream.of(names).map(SCRIPTS::resolve).toList();
  }

  private interface Maker {
    void make(Path into) throws IOException;
  }

  /** Makes a folder whole or not at all, also when several do so at once. */
  private static Path once(Path folder, Maker maker) {
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), "unfinished-");
        try {
          maker.make(unfinished);
          moveUnlessThere(unfinished, folder);
        } finally {
          delete(unfinished);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void moveUnlessThere(Path unfinished, Path folder) throws IOException {
    try {
      Files.move(unfinished, folder);
    } catch (IOException e) {
      if (!Files.exists(folder)) {
        throw e;
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("manabi");
  }

  /** uv of this machine, or else one in an environment that the machine's Python makes. */
  private static Path uv(Path into) {
    if (tell("uv", "--version").isPresent()) {
      return Path.of("uv");
    }
    String check = "import sys, ensurepip; sys.exit(sys.version_info < (3, 9))";
    if (tell("python3", "-c", check).isEmpty()) {
      throw new IllegalStateException(
          "The tests with real clients need uv, or python3 of 3.9 or newer with its module venv, on"
              + " the PATH, and there is neither; install python3 and python3-venv, as ./verify"
              + " does.");
    }
    Path environment = into.resolve("uv");
    must(INSTALL_LIMIT, "python3", "-m", "venv", environment.toString());
    Path bin = environment.resolve("bin");
    must(INSTALL_LIMIT, bin.resolve("pip").toString(), "install", "--quiet", "uv");
    return bin.resolve("uv");
  }

  /** What a command printed; empty if there is none or it failed. */
  private static Optional<String> tell(String... command) {
    try {
      ProcessRun ended = ProcessRun.of(Duration.ofMinutes(1), List.of(command));
      return ended.exitCode() == 0 ? Optional.of(ended.output()) : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static void must(Duration limit, String... command) {
    ProcessRun ended = ProcessRun.of(limit, List.of(command));
    if (ended.exitCode() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed (" + ended.exitCode() + "): " + ended.output());
    }
  }

  private static String hash(List<Path> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
