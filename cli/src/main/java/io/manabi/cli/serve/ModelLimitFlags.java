package io.manabi.cli.serve;

import io.manabi.prediction.tensors.Pictures;
import io.manabi.web.Limits;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say how much a client may ask of a server with models. */
final class ModelLimitFlags {
  @Mixin private LimitFlags limitFlags = new LimitFlags();

  @Option(
      names = "--max-json-depth",
      paramLabel = "N",
      defaultValue = "250000",
      description =
          "How deep lists and objects of JSON may be nested; tensors at most 100 (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxJsonDepth = 250_000;

  @Option(
      names = "--max-picture-pixels",
      paramLabel = "N",
      defaultValue = "" + Pictures.USUAL_PIXELS,
      description =
          "Width times height of the largest picture that a model may decode (default:"
              + " ${DEFAULT-VALUE}).")
  private long maxPicturePixels = Pictures.USUAL_PIXELS;

  Limits limits() {
    return limitFlags.limits().withJsonDepth(maxJsonDepth);
  }

  long picturePixels() {
    return maxPicturePixels;
  }
}
