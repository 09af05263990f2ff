package io.manabi.cli.train;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that each task of a training runs, on the Java of this process.
 *
 * @param main the name of its class
 * @param jars where that and what it needs is, beside the class path of this process
 * @param javaOptions for the virtual machine, after those that all have
 * @param flags its command line
 */
public record TrainerProgram(
    String main, List<Path> jars, List<String> javaOptions, List<String> flags) {
  /** Copies the lists. */
  public TrainerProgram {
    jars = List.copyOf(jars);
    javaOptions = List.copyOf(javaOptions);
    flags = List.copyOf(flags);
  }

  /** The command line of a task. */
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What this JVM was told of native access and its archive of classes is good for tasks as well.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:SharedArchiveFile="))
        .forEach(command::add);
    // Tensors are not on the heap, and little else happens in Java.
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(trimming());
    command.addAll(javaOptions);
    List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    jars.forEach(jar -> classPath.add(jar.toString()));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main));
    command.addAll(flags);
    return command;
  }

  /**
   * Has memory that the C library holds free between what is in use given back every ten minutes,
   * where this Java can do that: there is ever more of it in a task that trains for days.
   */
  private static List<String> trimming() {
    HotSpotDiagnosticMXBean options =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return List.of("-XX:" + options.getVMOption("TrimNativeHeapInterval").getName() + "=600000");
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
