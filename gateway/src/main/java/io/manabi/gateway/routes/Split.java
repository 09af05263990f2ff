package io.manabi.gateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.core.ManabiException;
import io.manabi.core.Sha256;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which part of the requests goes to which version.
 *
 * @param percents of each version, in the order in which they were given; together 100
 */
public record Split(Map<Long, Double> percents) {
  private static final double ALL = 100;
  private static final double ROUNDING = 1e-6;

  /**
   * @throws ManabiException if a part is not between 0 and 100, or all together are not 100
   */
  public Split {
    percents = new LinkedHashMap<>(percents);
    double sum = 0;
    for (Map.Entry<Long, Double> each : percents.entrySet()) {
      if (!(each.getValue() >= 0 && each.getValue() <= ALL)) {
        throw ManabiException.user(
            "Version "
                + each.getKey()
                + " has "
                + each.getValue()
                + " percent; expected 0 to 100.");
      }
      sum += each.getValue();
    }
    if (Math.abs(sum - ALL) > ROUNDING) {
      throw ManabiException.user(
          "The parts of the versions "
              + percents.keySet()
              + " are "
              + sum
              + " percent together;"
              + " expected 100.");
    }
  }

  /** The version with the largest part; of some that are as large, the first. */
  public long largest() {
    long largest = 0;
    double most = -1;
    for (Map.Entry<Long, Double> each : percents.entrySet()) {
      if (each.getValue() > most) {
        most = each.getValue();
        largest = each.getKey();
      }
    }
    return largest;
  }

  /** A version by chance. */
  public long choose(RandomGenerator random) {
    return at(random.nextDouble(ALL));
  }

  /**
   * Always the same version for the same text, as long as the parts stay. If the last version gets
   * a larger part, those whom it had keep it.
   */
  public long choose(String sticky) {
    long bits = ByteBuffer.wrap(Sha256.digest().digest(sticky.getBytes(UTF_8))).getLong();
    return at((bits >>> 11) * 0x1p-53 * ALL);
  }

  private long at(double point) {
    double end = 0;
    long last = 0;
    for (Map.Entry<Long, Double> each : percents.entrySet()) {
      if (each.getValue() > 0) {
        end += each.getValue();
        last = each.getKey();
        if (point < end) {
          return last;
        }
      }
    }
    return last;
  }
}
