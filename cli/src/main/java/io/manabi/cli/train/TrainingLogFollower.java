package io.manabi.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the lines that a trainer adds to its {@code training-log.jsonl}, each of them once. */
final class TrainingLogFollower {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** Gives every whole line that has come since the last call. */
  void poll(Consumer<JsonNode> listener) {
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
          listener.accept(
              JSON.readTree(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
          start = i + 1;
        }
      }
      position += start;
    } catch (JsonProcessingException e) {
      throw ManabiException.user(file + " holds a line that is no JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
