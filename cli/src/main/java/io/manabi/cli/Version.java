package io.manabi.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the manifest of its jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "manabi " + number().orElse("(not packaged)"),
      "Java " + Runtime.version() + ", TensorFlow 2.18"
    };
  }

  /** The number alone; empty if this is no build. */
  static Optional<String> number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
  }
}
