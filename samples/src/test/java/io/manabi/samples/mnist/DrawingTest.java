package io.manabi.samples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.manabi.transform.TransformGraph;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawingTest {
  private final ServedTransform served =
      new ServedTransform(TransformGraph.compile(new MnistPreprocessing()));
  private float[] plain = new float[0];

  @BeforeAll
  void drawPlain() {
    plain = digit(Picture.plain().png());
  }

  @AfterAll
  void close() {
    served.close();
  }

  @Test
  void isMadeAsMnistWas() {
    float[] digit = plain;
    assertThat(max(digit)).isEqualTo(1f);
    int[] box = box(digit);
    assertThat(box[2] - box[0]).as("height of the box").isEqualTo(20);
    assertThat(box[3] - box[1]).as("width of the box").isBetween(12, 16);
    assertThat(centre(digit, true)).isCloseTo(14, within(0.5));
    assertThat(centre(digit, false)).isCloseTo(14, within(0.5));
  }

  @ParameterizedTest
  @MethodSource("sameDrawings")
  void isTheSameWhateverPaperInkPlaceSizeAndFormat(String name, byte[] png) {
    assertThat(difference(digit(png), plain)).as(name).isLessThan(0.02);
  }

  static Stream<Object[]> sameDrawings() {
    Picture picture = Picture.plain();
    Picture dark = picture.coloured(Color.BLACK, Color.WHITE);
    return Stream.of(
        drawing("black on white", dark.png()),
        drawing("dark on transparent", picture.coloured(Color.BLACK, Picture.NOTHING).png()),
        drawing("light on transparent", picture.coloured(Color.WHITE, Picture.NOTHING).png()),
        drawing("red on green", picture.coloured(Color.RED, Color.GREEN).png()),
        drawing("yellow on white", picture.coloured(Color.YELLOW, Color.WHITE).png()),
        drawing("in a corner", picture.at(14, 14).png()),
        drawing("large canvas", picture.at(400, 300).onCanvas(900, 700).png()),
        drawing("large", picture.times(3).png()),
        drawing("small", picture.times(0.25).png()),
        drawing("grey, 8 bits", dark.png(BufferedImage.TYPE_BYTE_GRAY)),
        drawing("grey, 16 bits", dark.png(BufferedImage.TYPE_USHORT_GRAY)),
        drawing("1 bit", dark.png(BufferedImage.TYPE_BYTE_BINARY)),
        drawing("palette", dark.png(BufferedImage.TYPE_BYTE_INDEXED)),
        drawing("no alpha", dark.png(BufferedImage.TYPE_INT_RGB)),
        drawing("JPEG", dark.as("jpg")),
        drawing("GIF", dark.as("gif")),
        drawing("BMP", dark.as("bmp")));
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 4, 8, 14})
  void makesThinLinesAsWideAndStrongAsThoseOfMnist(double pen) {
    float[] digit = digit(Picture.plain().withPen(pen).png());
    float[] wide = digit(Picture.plain().withPen(22).png());
    assertThat(max(digit)).isEqualTo(1f);
    assertThat(sum(digit)).isGreaterThan(sum(wide) * 0.6);
    assertThat(difference(digit, wide)).isLessThan(0.07);
  }

  @Test
  void refusesABlankPicture() {
    String message = "assertion failed: [The picture is blank; expected a digit.]";
    Picture white = Picture.plain().coloured(Color.WHITE, Color.WHITE);
    assertRefused(white.png(), message);
    assertRefused(white.framed(1, Color.BLACK).png(), message);
    for (BufferedImage image :
        List.of(
            new BufferedImage(50, 30, BufferedImage.TYPE_INT_ARGB),
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
            new BufferedImage(1, 40, BufferedImage.TYPE_BYTE_GRAY))) {
      assertRefused(Picture.png(image), message);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,png", "2,png", "3,png", "1,jpg", "2,jpg", "1,gif"})
  void takesNoNoticeOfAThinFrame(int width, String kind) {
    Picture dark = Picture.plain().coloured(Color.BLACK, Color.WHITE);
    // The colours of JPEG run over many pixels.
    Color third = kind.equals("jpg") ? Color.DARK_GRAY : Color.RED;
    for (Color frame : List.of(Color.BLACK, Color.GRAY, third)) {
      byte[] framed = dark.framed(width, frame).as(kind);
      assertThat(difference(digit(framed), plain)).as("%s", frame).isLessThan(0.02);
    }
    assertThat(difference(digit(Picture.plain().framed(width, Color.WHITE).png()), plain))
        .isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsPhotographsAsTheyAreToBeSeen(int orientation) {
    Picture dark = Picture.plain().coloured(Color.BLACK, Color.WHITE);
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      byte[] photograph = Photograph.of(dark.image(), orientation, order);
      assertThat(difference(digit(photograph), plain)).as("%s", order).isLessThan(0.02);
    }
  }

  @Test
  void keepsInkInsideHoweverUneven() {
    BufferedImage image = new BufferedImage(100, 100, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 90; i++) {
      image.getRaster().setSample(5, 5 + i, 0, 255);
    }
    for (int y = 80; y < 95; y++) {
      for (int x = 5; x < 95; x++) {
        image.getRaster().setSample(x, y, 0, 255);
      }
    }
    int[] box = box(digit(Picture.png(image)));
    assertThat(box[2] - box[0]).isEqualTo(20);
    assertThat(box[3] - box[1]).isEqualTo(20);
  }

  @Test
  void answersForPicturesOfDifferentSizesInOneRequest() {
    float[][] digits =
        served.call(
            "drawing",
            "image_bytes",
            Picture.plain().times(0.5).png(),
            Picture.plain().png(),
            Picture.plain().times(2).png());
    assertThat(digits).hasDimensions(3, 784);
    assertThat(digits[1]).isEqualTo(plain);
    assertThat(difference(digits[0], digits[2])).isLessThan(0.02);
  }

  @Test
  void refusesWhatIsNoPicture() {
    byte[] whole = Picture.plain().png();
    assertRefused(Arrays.copyOf(whole, 300), "Invalid PNG data, size 300");
    assertRefused("hello".getBytes(StandardCharsets.UTF_8), "Unknown image file format");
    assertRefused(new byte[0], "Input is empty.");
  }

  private void assertRefused(byte[] picture, String firstLine) {
    assertThatThrownBy(() -> digit(picture))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageStartingWith(firstLine);
  }

  private float[] digit(byte[] png) {
    return served.call("drawing", "image_bytes", png)[0];
  }

  private static Object[] drawing(String name, byte[] png) {
    return new Object[] {name, png};
  }

  private static double difference(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs(one[i] - other[i]);
    }
    return sum / one.length;
  }

  private static double sum(float[] digit) {
    return difference(digit, new float[digit.length]) * digit.length;
  }

  private static float max(float[] digit) {
    float max = 0;
    for (float pixel : digit) {
      max = Math.max(max, pixel);
    }
    return max;
  }

  /** First row, first column, row after the last and column after the last with ink. */
  private static int[] box(float[] digit) {
    int[] box = {28, 28, 0, 0};
    for (int i = 0; i < digit.length; i++) {
      if (digit[i] > 0) {
        box[0] = Math.min(box[0], i / 28);
        box[1] = Math.min(box[1], i % 28);
        box[2] = Math.max(box[2], i / 28 + 1);
        box[3] = Math.max(box[3], i % 28 + 1);
      }
    }
    return box;
  }

  private static double centre(float[] digit, boolean vertical) {
    double weighted = 0;
    for (int i = 0; i < digit.length; i++) {
      weighted += digit[i] * (vertical ? i / 28 : i % 28);
    }
    return weighted / sum(digit);
  }
}
