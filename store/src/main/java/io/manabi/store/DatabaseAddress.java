package io.manabi.store;

import static java.util.Objects.requireNonNull;

import io.manabi.core.ManabiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Where a database is. Its texts for people never contain the password that may be in it. */
public final class DatabaseAddress {
  /** So called since the registry was the first to have a database. */
  private static final String FILE = "registry";

  private static final String H2 = "jdbc:h2:";
  private static final String H2_FILE = H2 + "file:";
  private static final String H2_MEMORY = H2 + "mem:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  /** A user and a password before a host; and a password among the options. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?;]*@");

  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(?<=password=)[^&;]+|(?<=//[^/?;:]{0,999}:)[^/?;]+(?=@)");

  private final String url;
  private final String place;

  private DatabaseAddress(String url, String place) {
    this.url = url;
    this.place = place;
  }

  /**
   * The address that a user gives.
   *
   * @param text {@code jdbc:postgresql://host:port/database?user=name}, {@code jdbc:h2:file:path},
   *     or the directory of an H2 database. The password of PostgreSQL can be in it, but is better
   *     kept in the file that the variable {@code PGPASSFILE} names
   * @throws ManabiException if it is none of these
   */
  public static DatabaseAddress of(String text) {
    requireNonNull(text, "text");
    if (text.startsWith(H2_FILE) || text.startsWith(H2_MEMORY) || text.startsWith(POSTGRESQL)) {
      return new DatabaseAddress(text, placeOf(text));
    }
    if (text.startsWith("jdbc:") || text.contains("://")) {
      throw ManabiException.user(
          "The database cannot be "
              + placeOf(text)
              + "; give jdbc:postgresql://host:port/database, or a directory.");
    }
    return directory(Path.of(text));
  }

  /**
   * H2 in a directory, which one process at a time can have open.
   *
   * @throws ManabiException if its path has a semicolon, which H2 would take for an option
   */
  public static DatabaseAddress directory(Path directory) {
    String place = directory.toAbsolutePath().toString();
    if (place.contains(";")) {
      throw ManabiException.user(
          "The database cannot be in "
              + place
              + ", for it takes no path with a semicolon; choose another place.");
    }
    return new DatabaseAddress(H2_FILE + place + "/" + FILE, place);
  }

  /** A new H2 in memory, which ends with its {@link Database}: for tests. */
  public static DatabaseAddress inMemory() {
    return new DatabaseAddress(H2_MEMORY + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "memory");
  }

  private static String placeOf(String url) {
    return USER_INFO.matcher(url.split("[?;]", 2)[0]).replaceAll("");
  }

  /** The database at the address, for people: its address without user, password and options. */
  public String place() {
    return place;
  }

  /** Whether it would have to be made: its file is not there. */
  public boolean isMissing() {
    return url.startsWith(H2_FILE)
        && !Files.exists(Path.of(url.substring(H2_FILE.length()).split(";", 2)[0] + ".mv.db"));
  }

  boolean isPostgres() {
    return url.startsWith(POSTGRESQL);
  }

  boolean isInMemory() {
    return url.startsWith(H2_MEMORY);
  }

  /** The JDBC address, with everything in it. */
  String url() {
    return url;
  }

  /** A text that may quote the address, without its secrets. */
  String withoutSecrets(String text) {
    String shown = text.replace(url, place);
    List<String> passwords =
        PASSWORD.matcher(url).results().map(MatchResult::group).distinct().toList();
    for (String password : passwords) {
      shown = shown.replace(password, "***");
    }
    return shown;
  }

  @Override
  public String toString() {
    return place;
  }
}
