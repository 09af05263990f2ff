package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace for each task, with an address of its own, joined by a bridge. */
final class Namespaces implements TestCluster.Machines {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Unlike that of others on this machine, and of those that are just being taken away. */
  private final String prefix =
      String.format(
          Locale.ROOT,
          "mnb%d-%d.",
          ProcessHandle.current().pid() % 100_000,
          COUNT.getAndIncrement());

  private final List<String> tasks;

  private Namespaces(List<String> tasks) {
    this.tasks = tasks;
  }

  /** Whether this process may make namespaces, and the system has what joins them. */
  static boolean isPossible() throws InterruptedException {
    try {
      String name = new Namespaces(List.of()).prefix;
      return status("ip", "link", "add", name, "type", "bridge") == 0
          && status("ip", "link", "del", name) == 0
          && status("ip", "link", "add", name, "type", "veth", "peer", "name", name + "p") == 0
          && status("ip", "link", "del", name) == 0
          && status("ip", "netns", "add", name) == 0
          && status("ip", "netns", "del", name) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static Namespaces create(String... tasks) throws IOException, InterruptedException {
    Namespaces namespaces = new Namespaces(List.of(tasks));
    ip("link", "add", namespaces.prefix, "type", "bridge");
    ip("link", "set", namespaces.prefix, "up");
    for (String task : tasks) {
      String name = namespaces.name(task);
      ip("netns", "add", name);
      ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
      ip("link", "set", name, "master", namespaces.prefix, "up");
      ip("-n", name, "address", "add", namespaces.host(task) + "/24", "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
      ip("-n", name, "link", "set", "lo", "up");
    }
    return namespaces;
  }

  private String name(String task) {
    return prefix + tasks.indexOf(task);
  }

  @Override
  public String host(String task) {
    return "10.213.77." + (1 + tasks.indexOf(task));
  }

  @Override
  public List<String> run(String task, List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(task)));
    all.addAll(command);
    return all;
  }

  /** Takes the cable of a task out. */
  void cut(String task) throws IOException, InterruptedException {
    ip("link", "set", name(task), "down");
  }

  /** Puts it in again. */
  void join(String task) throws IOException, InterruptedException {
    ip("link", "set", name(task), "up");
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    assertThat(status(command.toArray(String[]::new))).as("%s", command).isZero();
  }

  private static int status(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** Takes all away again. */
  void remove() throws IOException, InterruptedException {
    for (String task : tasks) {
      ip("link", "del", name(task));
      ip("netns", "del", name(task));
    }
    ip("link", "del", prefix);
  }
}
