package io.manabi.core.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Manabi keeps what belongs to the user who runs it.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory
 *     Specification</a>
 */
public final class UserFolders {
  private UserFolders() {}

  /** For what programs make: below {@code XDG_DATA_HOME}, or {@code ~/.local/share}. */
  public static Path data() {
    return below("XDG_DATA_HOME", Path.of(".local", "share"));
  }

  /** For what the user sets: below {@code XDG_CONFIG_HOME}, or {@code ~/.config}. */
  public static Path config() {
    return below("XDG_CONFIG_HOME", Path.of(".config"));
  }

  private static Path below(String variable, Path usual) {
    @Nullable String told = System.getenv(variable);
    Path base =
        told == null || told.isEmpty()
            ? Path.of(System.getProperty("user.home")).resolve(usual)
            : Path.of(told);
    return base.resolve("manabi");
  }
}
