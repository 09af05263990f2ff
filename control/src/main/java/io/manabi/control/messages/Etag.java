package io.manabi.control.messages;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What stands for a revision of something, so that nobody changes what another has changed. */
public final class Etag {
  private Etag() {}

  /** That of a revision. */
  public static String of(long revision) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(revision).array());
  }

  /**
   * Lets a change go on only if the client knows what it changes.
   *
   * @param what its name
   * @param given the etag that the client knows; null or empty to change it whatever it is
   * @throws ApiFailure if it is another
   */
  public static void require(String what, long revision, @Nullable String given) {
    if (given != null && !given.isEmpty() && !given.equals(of(revision))) {
      throw new ApiFailure(
          ErrorStatus.ABORTED,
          what + " has been changed meanwhile; get it again and send its etag.");
    }
  }
}
