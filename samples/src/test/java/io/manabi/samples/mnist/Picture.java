package io.manabi.samples.mnist;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Draws a seven with a bar, as a user would. */
record Picture(
    int width,
    int height,
    double left,
    double top,
    double size,
    double pen,
    Color ink,
    Color paper,
    int frame,
    Color frameColour) {

  static final Color NOTHING = new Color(0, 0, 0, 0);

  /** A white seven of 200 pixels in the middle of a black canvas. */
  static Picture plain() {
    return new Picture(280, 280, 70, 40, 200, 24, Color.WHITE, Color.BLACK, 0, NOTHING);
  }

  Picture coloured(Color newInk, Color newPaper) {
    return new Picture(width, height, left, top, size, pen, newInk, newPaper, frame, frameColour);
  }

  Picture at(double newLeft, double newTop) {
    return new Picture(width, height, newLeft, newTop, size, pen, ink, paper, frame, frameColour);
  }

  Picture withPen(double newPen) {
    return new Picture(width, height, left, top, size, newPen, ink, paper, frame, frameColour);
  }

  Picture times(double factor) {
    return new Picture(
        (int) (width * factor),
        (int) (height * factor),
        left * factor,
        top * factor,
        size * factor,
        pen * factor,
        ink,
        paper,
        frame,
        frameColour);
  }

  Picture onCanvas(int newWidth, int newHeight) {
    return new Picture(newWidth, newHeight, left, top, size, pen, ink, paper, frame, frameColour);
  }

  /** With a frame of so many pixels at the edge. */
  Picture framed(int pixels, Color colour) {
    return new Picture(width, height, left, top, size, pen, ink, paper, pixels, colour);
  }

  /** The picture as PNG, in one of the pixel formats of {@link BufferedImage}. */
  byte[] png(int format) {
    return written(image(format), "png");
  }

  /** As a file of another kind, without alpha. */
  byte[] as(String kind) {
    return written(image(), kind);
  }

  /** Its pixels, without alpha. */
  BufferedImage image() {
    return image(BufferedImage.TYPE_INT_RGB);
  }

  private BufferedImage image(int format) {
    BufferedImage image = new BufferedImage(width, height, format);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setBackground(paper);
    graphics.clearRect(0, 0, width, height);
    graphics.setColor(ink);
    graphics.setStroke(new BasicStroke((float) pen, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D seven = new Path2D.Double();
    seven.moveTo(left, top);
    seven.lineTo(left + size * 0.6, top);
    seven.lineTo(left + size * 0.2, top + size);
    seven.moveTo(left + size * 0.1, top + size * 0.5);
    seven.lineTo(left + size * 0.5, top + size * 0.5);
    graphics.draw(seven);
    graphics.setColor(frameColour);
    graphics.setStroke(new BasicStroke(1));
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    for (int i = 0; i < frame; i++) {
      graphics.drawRect(i, i, width - 1 - 2 * i, height - 1 - 2 * i);
    }
    graphics.dispose();
    return image;
  }

  byte[] png() {
    return png(BufferedImage.TYPE_INT_ARGB);
  }

  static byte[] png(BufferedImage image) {
    return written(image, "png");
  }

  static byte[] written(BufferedImage image, String kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, kind, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
