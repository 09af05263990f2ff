package io.manabi.pipelines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** Files with bytes that releases keep for later ones. */
public final class Golden {
  private Golden() {}

  /** The bytes of a file that has them as they are, or as hexadecimal digits. */
  public static byte[] read(String file) {
    try (InputStream in = requireNonNull(Golden.class.getResourceAsStream("golden/" + file))) {
      byte[] bytes = in.readAllBytes();
      return file.endsWith(".hex")
          ? HexFormat.of().parseHex(new String(bytes, ISO_8859_1).replaceAll("\\s", ""))
          : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
