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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "Is a directory, USER",
    "Input/output error, RESOURCES",
    "Stale file handle, RESOURCES",
    "Too many open files, RESOURCES"
  })
  void saysWhoCanDoSomethingAboutAFailure(String reason, ErrorCode code) {
    ManabiException failure =
        AtomicFiles.cannotRead(folder, new FileSystemException("file", null, reason));
    assertThat(failure).hasMessage("Cannot read " + folder + ": " + reason + ".");
    assertThat(failure.code()).isEqualTo(code);
  }

  @Test
  void leavesAMissingFileToTheUser() {
    assertThat(AtomicFiles.cannotRead(folder, new NoSuchFileException("file")).code())
        .isEqualTo(ErrorCode.USER);
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
