package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.util.ServiceLoader;

/**
 * Knows file systems that are not on this machine. A module that has a client of such brings one,
 * which {@link ServiceLoader} finds, so that those who only read files need not know the client.
 */
public interface LocationProvider {

  /**
   * What an address names.
   *
   * @param address begins with a scheme, as {@code s3://}
   * @throws ManabiException if no file can be there
   */
  Location locate(String address);

  /** The one that there is. */
  static LocationProvider find(String address) {
    return ServiceLoader.load(LocationProvider.class, LocationProvider.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                ManabiException.user(
                    address
                        + " is on another machine, of which this program knows none; copy it to a"
                        + " folder here, and name that."));
  }
}
