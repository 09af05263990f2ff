package io.manabi.prediction.tensors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Looks how large the pictures in a request are before a graph decodes them: a few kilobytes may
 * become gigabytes.
 */
public final class Pictures {
  /** What a camera makes, with room; 10,000 by 10,000 are too many. */
  public static final long USUAL_PIXELS = 50_000_000;

  private final long mostPixels;

  /**
   * Takes pictures up to a size.
   *
   * @param mostPixels width times height of the largest
   */
  public Pictures(long mostPixels) {
    this.mostPixels = mostPixels;
  }

  /**
   * Checks the pictures among the strings of a tensor.
   *
   * @param input the name of the input
   * @throws PredictionFailure if one has more pixels
   */
  public void check(String input, FlatTensor tensor) {
    byte[][] values = tensor instanceof StringTensor strings ? strings.values() : new byte[0][];
    for (byte[] value : values) {
      if (isPicture(value)) {
        long pixels = pixels(value);
        if (pixels > mostPixels) {
          throw PredictionFailure.invalid(
              String.format(
                  Locale.ROOT,
                  "Input \"%s\" has a picture of %d pixels; at most %d are decoded",
                  input,
                  pixels,
                  mostPixels));
        }
      }
    }
  }

  /** Whether it begins as PNG, JPEG, GIF or BMP. */
  private static boolean isPicture(byte[] value) {
    return value.length > 16
        && ((value[0] == (byte) 0x89 && value[1] == 'P' && value[2] == 'N')
            || (value[0] == (byte) 0xff && value[1] == (byte) 0xd8)
            || (value[0] == 'G' && value[1] == 'I' && value[2] == 'F')
            || (value[0] == 'B' && value[1] == 'M'));
  }

  /** Reads the head of a picture; 0 if it is none. */
  private static long pixels(byte[] picture) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return 0;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return (long) reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Then the graph will not decode it either.
      return 0;
    }
  }
}
