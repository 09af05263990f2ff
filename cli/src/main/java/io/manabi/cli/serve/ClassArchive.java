package io.manabi.cli.serve;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Java keep the classes of this program as it needs them in memory, so that it starts this and
 * others of the distribution in about half the time. The launcher asks for it where that is not
 * there yet, and Java then lists the classes that it loads. An archive that does not fit any more
 * is as good as none.
 */
final class ClassArchive {
  /** Where it is to be; the list of classes is beside it. */
  private static final String PLACE = "manabi.class.archive";

  private static final String LIST = "-XX:DumpLoadedClassList=";

  private static final String SCRIPT =
      """
      unfinished=$0 place=$1 list=$2 classes=$3
      shift 3
      "$@" && mv -f "$unfinished" "$place"
      status=$?
      rm -f "$unfinished" "$list" "$classes"
      exit $status
      """;

  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  private final Path place;
  private final Path list;

  private ClassArchive(Path place, Path list) {
    this.place = place;
    this.list = list;
  }

  /** Makes it beside what this program does, if the launcher asks for that. */
  static void makeIfMissing() {
    String place = System.getProperty(PLACE, "");
    options().stream()
        .filter(option -> option.startsWith(LIST) && !place.isEmpty())
        .map(option -> Path.of(option.substring(LIST.length())))
        .forEach(
            list -> {
              Thread thread = new Thread(new ClassArchive(Path.of(place), list)::make, "classes");
              thread.setDaemon(true);
              thread.start();
            });
  }

  /** Options of this Java that another one may have as well, which lists no classes. */
  static List<String> optionsForOthers() {
    return options().stream()
        // Two programs cannot listen for a debugger on one port.
        .filter(option -> !option.startsWith("-agentlib:jdwp"))
        .filter(option -> !option.startsWith(LIST) && !option.startsWith("-D" + PLACE))
        .toList();
  }

  private static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  private void make() {
    Path classes = list.resolveSibling(list.getFileName() + ".read");
    try {
      // Java is about to write more lines, and may have written a part of one.
      String listed = Files.readString(list);
      Files.writeString(classes, listed.substring(0, listed.lastIndexOf('\n') + 1));
      Process process =
          new ProcessBuilder(command(classes))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        LOG.info("The next start takes less time, by {}", place);
      } else {
        LOG.warn("Java could not make {}; programs start as slowly as before", place);
      }
    } catch (IOException e) {
      LOG.warn("Cannot make {}; programs start as slowly as before", place, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It goes on when this program ends, and leaves nothing but the archive. */
  private List<String> command(Path classes) {
    String unfinished = classes + ".jsa";
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", SCRIPT, unfinished, place.toString(), list.toString()));
    command.addAll(List.of(classes.toString(), "nice", "-n", "10"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What these say of memory must be the same.
    command.addAll(optionsForOthers());
    command.addAll(
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + unfinished,
            "-cp",
            System.getProperty("java.class.path")));
    return command;
  }
}
