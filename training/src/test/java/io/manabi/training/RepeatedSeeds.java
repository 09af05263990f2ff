package io.manabi.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * Processes whose {@code /dev/urandom} says some things again, so that TensorFlow gives runs the
 * numbers of others.
 */
final class RepeatedSeeds implements TestCluster.Machines, AutoCloseable {
  private static final int COUNT = 1 << 20;

  /** What all tasks together need until they make steps, and more. */
  private static final int START = 800;

  private final Path urandom;
  private final Process writer;

  private RepeatedSeeds(Path urandom, Process writer) {
    this.urandom = urandom;
    this.writer = writer;
  }

  /** Whether this process may replace a file for others. */
  static boolean isPossible() throws IOException, InterruptedException {
    try {
      List<String> command = command("/dev/null", List.of("true"));
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Says now and then what a step had shortly before. */
  static RepeatedSeeds ofSteps(Path folder) throws IOException, InterruptedException {
    return start(folder, 100, place -> place - 50);
  }

  /** Says often, in turn, all that was had before the steps. */
  static RepeatedSeeds ofStart(Path folder) throws IOException, InterruptedException {
    return start(folder, 4, place -> place / 4 % START);
  }

  /**
   * Begins to write.
   *
   * @param every how many are new from one that is not to the next
   * @param source where what is not new was before
   */
  private static RepeatedSeeds start(Path folder, int every, IntUnaryOperator source)
      throws IOException, InterruptedException {
    Random random = new Random(1);
    ByteBuffer seeds = ByteBuffer.allocate(COUNT * Integer.BYTES);
    for (int i = 0; i < COUNT; i++) {
      boolean repeats = i >= START && i % every == 0;
      seeds.putInt(repeats ? seeds.getInt(source.applyAsInt(i) * Integer.BYTES) : random.nextInt());
    }
    Path file = Files.write(folder.resolve("seeds"), seeds.array());
    Path urandom = folder.resolve("urandom");
    assertThat(new ProcessBuilder("mkfifo", urandom.toString()).start().waitFor()).isZero();
    // Opened for both, so that it stays open when nobody reads.
    String write = "exec cat \"$0\" 1<>\"$1\"";
    return new RepeatedSeeds(
        urandom,
        new ProcessBuilder("sh", "-c", write, file.toString(), urandom.toString()).start());
  }

  @Override
  public String host(String task) {
    return TestCluster.Machines.ONE.host(task);
  }

  @Override
  public List<String> run(String task, List<String> command) {
    return command(urandom.toString(), command);
  }

  private static List<String> command(String urandom, List<String> command) {
    String mount = "mount --bind \"$0\" /dev/urandom && exec \"$@\"";
    List<String> all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount, urandom));
    all.addAll(command);
    return all;
  }

  @Override
  public void close() {
    writer.destroyForcibly();
  }
}
