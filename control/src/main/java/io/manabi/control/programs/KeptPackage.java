package io.manabi.control.programs;

import io.manabi.control.messages.ApiFailure;
import java.util.regex.Pattern;

/**
 * A file of a program, kept by what is in it, so that nothing changes when another one takes its
 * place.
 *
 * @param digest the SHA-256 of what is in it, in hexadecimal digits
 * @param name what it was called: installers of Python read the version in it
 */
public record KeptPackage(String digest, String name) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]{0,199}\\.(tar\\.gz|zip|whl|jar)");

  /**
   * Checks a name.
   *
   * @throws ApiFailure if a package cannot be called so
   */
  static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ApiFailure.invalid(
          "A package cannot be called '"
              + name
              + "'; expected letters, digits and . _ + ! - with .tar.gz, .zip, .whl or .jar at the"
              + " end, such as trainer-0.1.tar.gz.");
    }
    return name;
  }

  /** Whether Java runs it. */
  boolean isJar() {
    return name.endsWith(".jar");
  }
}
