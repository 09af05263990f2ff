package io.manabi.core;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the programs of Manabi set for their process before anything else, so that they and the
 * libraries that they use do the same on every machine:
 *
 * <ul>
 *   <li>the language is English: under Arabic, Persian or Bengali Java formats numbers with digits
 *       of these, under Turkish the capital letter of i is none that others know;
 *   <li>the home directory is {@code $HOME}; Java asks the system's list of users only, and for
 *       somebody who is not in it, as in a container, it is {@code ?}, a folder of that name.
 * </ul>
 */
public final class ProcessDefaults {
  private static final String HOME = "user.home";

  private ProcessDefaults() {}

  /** Sets them; to be called once, before other threads are started. */
  public static void apply() {
    Locale.setDefault(Locale.ENGLISH);
    @Nullable String home = System.getenv("HOME");
    if (home != null && !home.isBlank()) {
      System.setProperty(HOME, home);
    } else if ("?".equals(System.getProperty(HOME))) {
      System.setProperty(HOME, System.getProperty("java.io.tmpdir"));
    }
  }
}
