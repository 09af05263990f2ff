package io.manabi.training.events;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture whose points are numbers.
 *
 * @param height how many rows of points it has
 * @param width how many columns
 * @param channels the numbers of a point: 1 for grey, 3 for red, green and blue, 4 with opacity
 * @param values the points row by row: 0 is black and 1 is white; what is beyond is taken for these
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares pictures.
public record Picture(int height, int width, int channels, float[] values) {

  /** Checks the sizes. */
  public Picture {
    if (!List.of(1, 3, 4).contains(channels) || values.length != height * width * channels) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "A picture has 1, 3 or 4 numbers a point, not %d, and %d x %d points, not %d numbers in all.",
              channels,
              height,
              width,
              values.length));
    }
  }

  /** This picture, brighter or darker so that its least number is black and its highest white. */
  public Picture stretched() {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    float[] stretched = values.clone();
    float range = most > least ? most - least : 1;
    for (int i = 0; i < stretched.length; i++) {
      stretched[i] = (stretched[i] - least) / range;
    }
    return new Picture(height, width, channels, stretched);
  }

  /** This picture with every point as a square of {@code factor} by {@code factor} points. */
  public Picture enlarged(int factor) {
    float[] large = new float[values.length * factor * factor];
    int row = width * factor * channels;
    for (int y = 0; y < height * factor; y++) {
      for (int x = 0; x < width * factor; x++) {
        System.arraycopy(
            values,
            (y / factor * width + x / factor) * channels,
            large,
            y * row + x * channels,
            channels);
      }
    }
    return new Picture(height * factor, width * factor, channels, large);
  }

  /** Pictures of one size side by side, in rows, with a grey line between them. */
  public static Picture grid(List<Picture> pictures) {
    Picture first = pictures.get(0);
    int columns = (int) Math.ceil(Math.sqrt(pictures.size()));
    int rows = (pictures.size() + columns - 1) / columns;
    int width = columns * (first.width + 1) - 1;
    int height = rows * (first.height + 1) - 1;
    float[] all = new float[height * width * first.channels];
    Arrays.fill(all, 0.5f);
    for (int i = 0; i < pictures.size(); i++) {
      int top = i / columns * (first.height + 1);
      int left = i % columns * (first.width + 1);
      for (int y = 0; y < first.height; y++) {
        System.arraycopy(
            pictures.get(i).values,
            y * first.width * first.channels,
            all,
            ((top + y) * width + left) * first.channels,
            first.width * first.channels);
      }
    }
    return new Picture(height, width, first.channels, all);
  }

  /** The picture as a PNG file. */
  ByteString png() {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_ARGB;
    BufferedImage image =
        new BufferedImage(width, height, channels == 3 ? BufferedImage.TYPE_INT_RGB : type);
    int[] points = new int[values.length];
    for (int i = 0; i < points.length; i++) {
      // NaN becomes 0.
      points[i] = Math.round(Math.max(0, Math.min(1, values[i])) * 255);
    }
    image.getRaster().setPixels(0, 0, width, height, points);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this JDK has no writer of PNG");
      }
    } catch (IOException e) {
      throw ManabiException.internal("Cannot write a picture as PNG.", e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
