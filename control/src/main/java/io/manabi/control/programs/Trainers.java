package io.manabi.control.programs;

import java.nio.file.Path;
import java.util.List;

/** How a trainer in Java is started. */
@FunctionalInterface
public interface Trainers {
  /**
   * The command of a task.
   *
   * @param jars where its classes are
   * @param mainClass its name
   * @param args what its main method gets
   */
  List<String> command(List<Path> jars, String mainClass, List<String> args);
}
