package io.manabi.prediction.tensors;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class PicturesTest {
  private static final Pictures PICTURES = new Pictures(1000);

  private static byte[] picture(String kind) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), kind, out);
    return out.toByteArray();
  }

  private static FlatTensor strings(byte[]... values) {
    return new StringTensor(Shape.of(values.length), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void takesPicturesOfUsualSizes(String kind) throws IOException {
    FlatTensor tensor =
        strings(picture(kind), "no picture".getBytes(StandardCharsets.UTF_8), new byte[0]);

    assertThatCode(() -> PICTURES.check("image_bytes", tensor)).doesNotThrowAnyException();
  }

  @Test
  void refusesWhatIsTooLargeByItsHead() throws IOException {
    byte[] png = picture("png");
    // The head says how wide and how high; then the checksum is wrong, which readers pass over.
    ByteBuffer.wrap(png).putInt(16, 11).putInt(20, 91);

    assertThatThrownBy(() -> PICTURES.check("image_bytes", strings(picture("bmp"), png)))
        .isInstanceOf(PredictionFailure.class)
        .hasMessage("Input \"image_bytes\" has a picture of 1001 pixels; at most 1000 are decoded");
  }
}
