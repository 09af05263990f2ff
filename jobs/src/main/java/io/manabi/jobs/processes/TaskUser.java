package io.manabi.jobs.processes;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another user of this machine than that of the server, whose tasks then can neither read nor kill
 * what is the server's.
 *
 * @param name the name
 * @param uid the number
 * @param gid that of the group
 * @param home the home folder, which need not be there
 */
public record TaskUser(String name, int uid, int gid, String home) {
  /**
   * A user by name.
   *
   * @throws ManabiException if there is none of that name, this process is not root's, or the
   *     command {@code setpriv} is missing
   */
  public static TaskUser named(String name) {
    if (!isRoot()) {
      throw ManabiException.user(
          "Tasks can run as user "
              + name
              + " only if the server runs as root; start it so, or"
              + " leave --task-user out.");
    }
    if (!Program.exists("setpriv")) {
      throw ManabiException.user(
          "Tasks of another user need the command setpriv (package util-linux); install it, or"
              + " leave --task-user out.");
    }
    String[] entry = entry(name).split(":", -1);
    if (entry.length < 7) {
      throw ManabiException.user(
          "There is no user '"
              + name
              + "' on this machine; add one (useradd), or name another one.");
    }
    return new TaskUser(entry[0], Integer.parseInt(entry[2]), Integer.parseInt(entry[3]), entry[5]);
  }

  /**
   * Sees that this user can enter a folder.
   *
   * @throws ManabiException if not
   */
  public void requireEntry(Path folder) {
    if (!Program.succeeds(command(List.of("test", "-x", folder.toString())))) {
      throw ManabiException.user(
          "User "
              + name
              + " cannot enter "
              + folder
              + ", where its tasks run; let others enter it and the folders above (chmod o+x), or"
              + " choose another one.");
    }
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The entry in the system's list of users; empty if there is none. */
  private static String entry(String name) {
    try {
      Process process = new ProcessBuilder("getent", "passwd", "--", name).start();
      String entry =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? entry : "";
    } catch (IOException e) {
      throw ManabiException.resources(
          "Cannot look for user " + name + ": " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ManabiException.internal("Interrupted while looking for user " + name + ".", e);
    }
  }

  /** The command that runs a program as this user, who can never become another one. */
  List<String> command(List<String> program) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + gid,
                "--init-groups",
                "--inh-caps=-all",
                "--no-new-privs",
                "--"));
    command.addAll(program);
    return command;
  }

  /** Has the environment of a task speak of this user. */
  void fill(Map<String, String> variables, Path folder) {
    variables.keySet().removeIf(each -> each.startsWith("XDG_") || each.equals("TMPDIR"));
    variables.put("USER", name);
    variables.put("LOGNAME", name);
    variables.put("HOME", Files.isDirectory(Path.of(home)) ? home : folder.toString());
  }

  /** Gives this user a file or a folder, without what is in it. */
  void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", uid);
    Files.setAttribute(path, "unix:gid", gid);
  }
}
