package io.manabi.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePackageIT {
  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @BeforeEach
  void writePackage() throws IOException {
    write("trainer/__init__.py", "");
    write("trainer/task.py", "print('task')\n");
    write("trainer/nets/__init__.py", "");
    write("trainer/nets/" + "deep".repeat(30) + ".py", "");
    write("trainer/words.txt", "a b");
    write("trainer/__pycache__/task.pyc", "x");
    write("trainer/.cache/x", "x");
    write("data.csv", "not mine");
  }

  @Test
  void packsAPackageWithAllThatIsInIt() throws IOException {
    Path made;
    try (SourcePackage packed = SourcePackage.of(folder.resolve("trainer"))) {
      made = packed.file();
      assertThat(made).hasFileName("trainer-0.0.0.tar.gz");
      assertThat(TarGz.read(made))
          .containsOnlyKeys(
              "trainer-0.0.0/PKG-INFO",
              "trainer-0.0.0/setup.py",
              "trainer-0.0.0/trainer/__init__.py",
              "trainer-0.0.0/trainer/nets/__init__.py",
              "trainer-0.0.0/trainer/nets/" + "deep".repeat(30) + ".py",
              "trainer-0.0.0/trainer/task.py",
              "trainer-0.0.0/trainer/words.txt");
      assertThat(new String(TarGz.read(made).get("trainer-0.0.0/setup.py"), StandardCharsets.UTF_8))
          .contains("name='trainer'", "['trainer', 'trainer.*']");
    }
    assertThat(made).doesNotExist();
  }

  @Test
  void makesTheSameBytesOfTheSameFiles() throws IOException {
    assertThat(packed()).isEqualTo(touchedAndPacked());
    write("setup.py", "from setuptools import setup\nsetup(name='mine', packages=['trainer'])\n");
    assertThat(packed()).isEqualTo(touchedAndPacked());
    assertThat(folder.resolve("mine.egg-info")).doesNotExist();
  }

  private byte[] touchedAndPacked() throws IOException {
    Files.setLastModifiedTime(folder.resolve("trainer/task.py"), FileTime.fromMillis(1_000_000));
    return packed();
  }

  private byte[] packed() throws IOException {
    try (SourcePackage packed = SourcePackage.of(folder.resolve("trainer"))) {
      return Files.readAllBytes(packed.file());
    }
  }

  @Test
  void hasTheSetupBesideThePackageMakeIt() throws IOException {
    write("setup.py", "from setuptools import setup\nsetup(name='mine', packages=['trainer'])\n");
    try (SourcePackage packed = SourcePackage.of(folder.resolve("trainer"))) {
      assertThat(packed.file()).hasFileName("mine-0.0.0.tar.gz");
      assertThat(TarGz.read(packed.file())).containsKey("mine-0.0.0/trainer/task.py");
    }
    write("setup.py", "raise ValueError('what a pity')\n");
    assertThatThrownBy(() -> SourcePackage.of(folder.resolve("trainer")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("setup.py")
        .hasMessageEndingWith("ValueError: what a pity");
  }

  @Test
  void refusesWhatIsNoPackage() throws IOException {
    Files.delete(folder.resolve("trainer/__init__.py"));
    assertThatThrownBy(() -> SourcePackage.of(folder.resolve("trainer")))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("has no __init__.py");
  }
}
