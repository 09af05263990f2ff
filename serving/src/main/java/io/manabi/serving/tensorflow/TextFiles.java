package io.manabi.serving.tensorflow;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the text files with which TensorFlow Serving is configured. */
final class TextFiles {
  private TextFiles() {}

  /**
   * Reads a message.
   *
   * @param flag that names the file
   * @throws ManabiException if it cannot be read, or is no such message
   */
  static <T extends Message.Builder> T read(Path file, String flag, T message) {
    try {
      TextFormat.merge(Files.readString(file), message);
      return message;
    } catch (TextFormat.ParseException e) {
      throw ManabiException.user(
          "The file "
              + file
              + " of "
              + flag
              + " is no "
              + message.getDescriptorForType().getName()
              + " as text: "
              + e.getMessage()
              + " (line:column).",
          e);
    } catch (IOException e) {
      throw ManabiException.user("Cannot read the file " + file + " of " + flag + ".", e);
    }
  }
}
