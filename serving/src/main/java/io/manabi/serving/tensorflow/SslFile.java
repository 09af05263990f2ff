package io.manabi.serving.tensorflow;

import io.manabi.core.ManabiException;
import io.manabi.serving.apis.SSLConfig;
import io.manabi.web.Tls;
import java.nio.file.Path;

/**
 * The file of {@code --ssl-config-file}: keys and certificates as texts.
 *
 * @see <a
 *     href="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/config/ssl_config.proto">ssl_config.proto</a>
 */
public final class SslFile {
  private SslFile() {}

  /**
   * Reads the file.
   *
   * @throws ManabiException if it cannot be read, or a key or certificate in it
   */
  public static Tls read(Path file) {
    SSLConfig config = TextFiles.read(file, "--ssl-config-file", SSLConfig.newBuilder()).build();
    return Tls.ofTexts(
        config.getServerCert(),
        config.getServerKey(),
        config.getCustomCa(),
        config.getClientVerify());
  }
}
