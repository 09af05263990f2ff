package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.manabi.core.ManabiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ModelRegistryIT extends ModelRegistryContract {
  @TempDir Path directory;

  @Override
  ModelRegistry open() {
    return ModelRegistry.open(directory.resolve("a folder"), CLOCK);
  }

  @Test
  void remembersWhatItWasTold() {
    registry.createModel(MNIST, Details.of(""));
    registry.close();
    registry = open();
    assertThat(registry.models("shop", "", 10)).extracting(Model::name).containsExactly(MNIST);
  }

  @Test
  void isOpenedByOneProcessAtATime() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opens.class.getName(),
                directory.resolve("a folder").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).as(output).isEqualTo(3);
    assertThat(output).contains("another process has it open");
  }

  /** A program that tries to open a registry. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      try {
        ModelRegistry.open(Path.of(args[0]), CLOCK).close();
      } catch (ManabiException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      }
    }
  }

  @Test
  void saysThatItCannotWriteThere() {
    assertThatThrownBy(() -> ModelRegistry.open(Path.of("/dev/null/registry"), CLOCK))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Cannot open the database in /dev/null/registry");
  }

  @Test
  void saysThatItsFileIsBroken() throws Exception {
    registry.close();
    Files.writeString(directory.resolve("a folder/registry.mv.db"), "this is no database");
    assertThatThrownBy(this::open)
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot open the database in " + directory)
        .hasMessageContaining("registry.mv.db");
    registry = ModelRegistry.open(directory.resolve("another"), CLOCK);
  }

  @Test
  void saysThatADatabaseOfSomethingElseIsNotItsOwn() throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("foreign/registry");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE model (id INT)");
    }
    assertThatThrownBy(() -> ModelRegistry.open(directory.resolve("foreign"), CLOCK))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("its tables are not those of Manabi");
  }

  @Test
  void refusesADirectoryThatWouldChangeTheAddressOfTheDatabase() {
    assertThatThrownBy(() -> ModelRegistry.open(directory.resolve("a;b"), CLOCK))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("semicolon");
  }

  @Test
  void bringsADatabaseOfTheFirstFormatUpToDate() throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("old/registry");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:io/manabi/store/migrations")
        .target("1")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO model VALUES ('MNIST', '', 'v1', NOW())");
      statement.execute("INSERT INTO model_version VALUES ('MNIST', 'v1', 1, '/models/1', NOW())");
    }
    try (ModelRegistry old = ModelRegistry.open(directory.resolve("old"), CLOCK)) {
      ModelName mnist = new ModelName(ModelName.DEFAULT_PROJECT, "MNIST");
      assertThat(old.findModel(mnist).orElseThrow().defaultVersion()).contains("v1");
      assertThat(old.versions().list(mnist))
          .extracting(Version::name, Version::number, Version::origin, Version::state)
          .containsExactly(tuple(mnist.version("v1"), 1L, "/models/1", VersionState.READY));
      Version next =
          old.versions()
              .create(new NewVersion(mnist.version("v2"), ORIGIN, Details.of(""), Lineage.UNKNOWN));
      assertThat(next.number()).isEqualTo(2);
    }
  }
}
