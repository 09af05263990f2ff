package io.manabi.cli.train;

import io.manabi.core.events.JobEvent;
import io.manabi.core.events.JobEvents;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the events that a trainer adds to its {@code training-log.jsonl}, each of them once. */
final class TrainingLogFollower {
  private final Path file;
  private long position;

  private TrainingLogFollower(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Follows a log from where it ends now. */
  static TrainingLogFollower fromEnd(Path file) {
    try {
      return new TrainingLogFollower(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Follows a log from its beginning. */
  static TrainingLogFollower fromStart(Path file) {
    return new TrainingLogFollower(file, 0);
  }

  /** Gives every event that has come since the last call, and whose kind is known. */
  void poll(Consumer<JobEvent> listener) {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      byte[] bytes = new byte[(int) Math.max(0, in.length() - position)];
      in.readFully(bytes);
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          JobEvents.read(new String(bytes, start, i - start, StandardCharsets.UTF_8))
              .ifPresent(listener);
          start = i + 1;
        }
      }
      position += start;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
