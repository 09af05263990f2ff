package io.manabi.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a client of gRPC waits, as its header {@code grpc-timeout} tells. */
final class GrpcTimeout {
  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /** The time in a header; none if there is no header, or one that is no time. */
  static Optional<Duration> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "H" -> Duration.ofHours(number);
          case "M" -> Duration.ofMinutes(number);
          case "S" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMillis(number);
          case "u" -> Duration.ofNanos(number * 1_000);
          default -> Duration.ofNanos(number);
        });
  }
}
