package io.manabi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the manifest of its jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "manabi " + (version == null ? "(not packaged)" : version),
      "Java " + Runtime.version() + ", TensorFlow 2.18"
    };
  }
}
