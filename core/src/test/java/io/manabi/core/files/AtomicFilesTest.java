package io.manabi.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ErrorCode;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFilesTest {
  private static final int MOST = 10_000;

  @TempDir private Path folder;

  @RepeatedTest(20)
  void leavesNothingBehindThoughOthersStillWriteWhenItFails() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?>[] writer = new Future<?>[1];
      assertThatThrownBy(
              () ->
                  AtomicFiles.writeDirectory(
                      folder.resolve("out"),
                      temporary -> {
                        CountDownLatch begun = new CountDownLatch(1);
                        writer[0] =
                            threads.submit(() -> writeUntilThereIsNoPlace(temporary, begun));
                        awaitQuietly(begun);
                        throw new IOException("disk full");
                      }))
          .hasMessageContaining("disk full");
      writer[0].get();
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** The words are those of the machine's language. */
  @Test
  void tellsAFailureOfTheMachineByItsTypeWhateverItSays() {
    Path file = folder.resolve("file");
    for (IOException failure :
        List.of(
            new IOException("Eingabe-/Ausgabefehler"),
            new FileSystemException("file", null, "Zu viele offene Dateien"))) {
      ManabiException told = AtomicFiles.cannotRead(file, failure);
      assertThat(told)
          .hasMessageStartingWith("Cannot read " + file + ": ")
          .hasMessageEndingWith(".");
      assertThat(told.code()).isEqualTo(ErrorCode.RESOURCES);
    }
  }

  @Test
  void leavesAFolderInPlaceOfAFileToTheUser() throws IOException {
    assertThatThrownBy(() -> Files.readAllBytes(folder))
        .isInstanceOfSatisfying(
            IOException.class,
            failure ->
                assertThat(AtomicFiles.cannotRead(folder, failure).code())
                    .isEqualTo(ErrorCode.USER));
  }

  @Test
  void leavesWhatIsWrongWithTheContentToTheUser() {
    assertThat(AtomicFiles.cannotRead(folder.resolve("file"), new ZipException("bad")).code())
        .isEqualTo(ErrorCode.USER);
  }

  @Test
  void leavesAMissingFileToTheUser() {
    assertThat(AtomicFiles.cannotRead(folder, new NoSuchFileException("file")).code())
        .isEqualTo(ErrorCode.USER);
  }

  @Test
  void keepsTheFormerDirectoryWhenTheNewOneCannotComeIntoItsPlace() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(out.resolve("a"), "former");
    assertThatThrownBy(() -> AtomicFiles.replaceDirectory(out, folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(out.resolve("a")).hasContent("former");
    assertThat(names()).containsExactly("out");
  }

  @Test
  void replacesADirectoryAndLeavesNothingOfIt() throws IOException {
    Path out = folder.resolve("out");
    AtomicFiles.writeDirectory(out, at -> Files.writeString(at.resolve("a"), "former"));
    AtomicFiles.writeDirectory(out, at -> Files.writeString(at.resolve("b"), "new"));
    assertThat(out).isDirectoryNotContaining("glob:**/a");
    assertThat(out.resolve("b")).hasContent("new");
    assertThat(names()).containsExactly("out");
  }

  /** Where the former directory is for the moment in which the new one comes. */
  @Test
  void putsBackWhatACrashHasLeftAside() throws IOException {
    Path out = folder.resolve("out");
    Path aside = Files.createDirectory(folder.resolve(".out.manabi-former"));
    Files.writeString(aside.resolve("a"), "former");
    assertThatThrownBy(
            () ->
                AtomicFiles.writeDirectory(
                    out,
                    temporary -> {
                      throw new IOException("disk full");
                    }))
        .hasMessageContaining("disk full");
    assertThat(out.resolve("a")).hasContent("former");
    assertThat(names()).containsExactly("out");
    Files.createDirectory(aside);
    AtomicFiles.writeDirectory(out, at -> Files.writeString(at.resolve("b"), "new"));
    assertThat(names()).containsExactly("out");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followsLinksToWhatTheyName(boolean present) throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    if (present) {
      Files.writeString(disk.resolve("file"), "former");
      Files.writeString(Files.createDirectory(disk.resolve("folder")).resolve("a"), "former");
    }
    Path file = Files.createSymbolicLink(folder.resolve("file"), Path.of("disk/file"));
    Path again = Files.createSymbolicLink(folder.resolve("again"), Path.of("file"));
    Path directory = Files.createSymbolicLink(folder.resolve("folder"), disk.resolve("folder"));
    AtomicFiles.writeText(again, "new");
    AtomicFiles.writeDirectory(directory, at -> Files.writeString(at.resolve("b"), "new"));
    assertThat(List.of(file, again, directory)).allMatch(Files::isSymbolicLink);
    assertThat(disk.resolve("file")).hasContent("new");
    assertThat(disk.resolve("folder/b")).hasContent("new");
    assertThat(disk.resolve("folder/a")).doesNotExist();
    assertThat(names()).containsExactly("again", "disk", "file", "folder");
  }

  @Test
  void refusesLinksThatLeadToEachOther() throws IOException {
    Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    assertThatThrownBy(() -> AtomicFiles.writeText(one, ""))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Cannot write %s: its symbolic links lead in a circle; choose another place or make room."
                .formatted(one));
  }

  @Test
  void writesIntoADeviceInsteadOfReplacingIt() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
    AtomicFiles.writeText(link, "nothing");
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void writeUntilThereIsNoPlace(Path directory, CountDownLatch begun) {
    for (int i = 0; i < MOST; i++) {
      try {
        Files.write(directory.resolve("part-" + i), new byte[1]);
        begun.countDown();
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
