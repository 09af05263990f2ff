package io.manabi.pipelines;

import io.manabi.core.files.Location;
import io.manabi.core.files.LocationProvider;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The file systems of Beam, also for those who know nothing of Beam. */
public final class RemoteFiles implements LocationProvider {
  /** Not among those that Beam finds by itself, although its file system reads them. */
  private static final String S3_OPTIONS = "org.apache.beam.sdk.io.aws2.options.S3Options";

  private static final AtomicBoolean IS_REGISTERED = new AtomicBoolean();

  @Override
  public Location locate(String address) {
    return RemoteLocation.of(address);
  }

  /** Why a file system fails, a phrase without a full stop. */
  public static String reason(RuntimeException failure) {
    return RemoteLocation.reason(failure);
  }

  /**
   * Reads options as Beam has them, those of file systems among them.
   *
   * @param arguments as {@code --awsRegion=eu-west-1}
   * @throws IllegalArgumentException if they make no sense
   */
  public static PipelineOptions options(String... arguments) {
    try {
      PipelineOptionsFactory.register(Class.forName(S3_OPTIONS).asSubclass(PipelineOptions.class));
    } catch (ClassNotFoundException e) {
      // This distribution is one without S3.
    }
    return PipelineOptionsFactory.fromArgs(arguments).create();
  }

  /**
   * Makes the file systems of this distribution known, with their options, in the place of those
   * that were known before.
   *
   * @throws RuntimeException if one does not take its options
   */
  public static void register(PipelineOptions options) {
    FileSystems.setDefaultPipelineOptions(options);
    IS_REGISTERED.set(true);
  }

  /** Makes them known without options, if nobody has made them known; says whether it has. */
  static boolean registerDefaults() {
    if (IS_REGISTERED.getAndSet(true)) {
      return false;
    }
    register(options());
    return true;
  }
}
