package io.manabi.samples.mnist;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Takes photographs as phones do: the sensor stays as it is, and the file says how it was held. */
final class Photograph {
  private Photograph() {}

  /** A JPEG that shows a scene if it is turned by an Exif orientation, of 1 to 8. */
  static byte[] of(BufferedImage scene, int orientation, ByteOrder order) {
    byte[] jpeg = Picture.written(sensed(scene, orientation), "jpg");
    byte[] exif = exif(orientation, order);
    ByteArrayOutputStream photograph = new ByteArrayOutputStream();
    photograph.write(jpeg, 0, 2);
    photograph.write(0xff);
    photograph.write(0xe1);
    photograph.write((exif.length + 2) >> 8);
    photograph.write((exif.length + 2) & 0xff);
    photograph.writeBytes(exif);
    photograph.write(jpeg, 2, jpeg.length - 2);
    return photograph.toByteArray();
  }

  /** By what the standard says of row 0 and column 0: where they are to be seen. */
  private static BufferedImage sensed(BufferedImage scene, int orientation) {
    boolean isOnItsSide = orientation >= 5;
    int width = isOnItsSide ? scene.getHeight() : scene.getWidth();
    int height = isOnItsSide ? scene.getWidth() : scene.getHeight();
    BufferedImage sensed = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int right = width - 1 - x;
        int bottom = height - 1 - y;
        int rgb =
            switch (orientation) {
              case 1 -> scene.getRGB(x, y);
              case 2 -> scene.getRGB(right, y);
              case 3 -> scene.getRGB(right, bottom);
              case 4 -> scene.getRGB(x, bottom);
              case 5 -> scene.getRGB(y, x);
              case 6 -> scene.getRGB(bottom, x);
              case 7 -> scene.getRGB(bottom, right);
              default -> scene.getRGB(y, right);
            };
        sensed.setRGB(x, y, rgb);
      }
    }
    return sensed;
  }

  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4).order(order);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 2);
    exif.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(0x1234);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0);
    return exif.array();
  }
}
