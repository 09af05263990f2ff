package io.manabi.core.files;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says why a library that is not written in Java could not be loaded. Those of TensorFlow, and of
 * some codecs, are in jars, are unpacked into a folder when they are first needed, and run from
 * there. What the system says then is in the language of the machine and often beside the point, so
 * the folder is looked at instead.
 */
public final class NativeLibraryFailure {
  /** Where those of TensorFlow are unpacked, by the names of JavaCPP. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String TEMPORARY = "java.io.tmpdir";

  /** A library and what is wrong with it. */
  private static final Pattern FILE =
      Pattern.compile("(/.*?)/[^/]+\\.(?:so|dylib)[.\\d]*: .*", Pattern.DOTALL);

  /** Each jar has a folder of its own in that of JavaCPP. */
  private static final Pattern JAR = Pattern.compile("/[^/]+\\.jar(/.*)?$");

  private static final int UNPACKED_DEPTH = 8;
  private static final int TENSORFLOW_MEGABYTES = 700;
  private static final int OTHER_MEGABYTES = 10;

  private NativeLibraryFailure() {}

  /**
   * One sentence for the user, with the folder, the reason and what to set; empty if something else
   * has failed.
   */
  public static Optional<ManabiException> explain(Throwable failure) {
    @Nullable UnsatisfiedLinkError deepest = null;
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      deepest = each instanceof UnsatisfiedLinkError error ? error : deepest;
    }
    if (deepest == null) {
      return Optional.empty();
    }
    String message = String.valueOf(deepest.getMessage());
    boolean tensorFlow =
        Arrays.stream(deepest.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("org.tensorflow."));
    Path folder = folder(message, tensorFlow);
    int needed = tensorFlow ? TENSORFLOW_MEGABYTES : OTHER_MEGABYTES;
    return Optional.of(
        ManabiException.user(
            (tensorFlow ? "TensorFlow's library" : "A library")
                + " cannot be loaded from "
                + folder
                + ": "
                + reason(folder, needed).orElseGet(() -> withoutPlace(message))
                + "; choose another folder, with "
                + needed
                + " MB of room and from which programs may run, by JAVA_TOOL_OPTIONS=-D"
                + (tensorFlow ? CACHE : TEMPORARY)
                + "=FOLDER.",
            failure));
  }

  private static Path folder(String message, boolean tensorFlow) {
    Matcher file = FILE.matcher(message);
    if (file.matches()) {
      return Path.of(JAR.matcher(file.group(1)).replaceFirst(""));
    }
    Path temporary = Path.of(System.getProperty(TEMPORARY));
    if (!tensorFlow) {
      return temporary;
    }
    @Nullable String chosen = System.getProperty(CACHE);
    Path home = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    Path usual = Files.isWritable(home) ? home : temporary;
    return chosen == null ? usual : Path.of(chosen);
  }

  private static Optional<String> reason(Path folder, int neededMegabytes) {
    try {
      if (!letsProgramsRun(folder)) {
        return Optional.of("its file system lets no programs run (noexec)");
      }
      long free = Files.getFileStore(folder).getUsableSpace() >> 20;
      return free < neededMegabytes && !isUnpacked(folder)
          ? Optional.of("only " + free + " MB are free there")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(FileFailure.reason(e));
    }
  }

  /** Whether all of TensorFlow's is there, of which this is the last part. */
  private static boolean isUnpacked(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, UNPACKED_DEPTH)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("libtensorflow_cc"));
    }
  }

  /** Tries one, for Java does not tell the options of a file system. */
  private static boolean letsProgramsRun(Path folder) throws IOException {
    Path program =
        Files.createTempFile(
            folder,
            "manabi",
            ".sh",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Files.writeString(program, "#!/bin/sh\n");
      new ProcessBuilder(program.toString()).start();
      return true;
    } catch (IOException e) {
      return FullDisk.isReason(e);
    } finally {
      Files.deleteIfExists(program);
    }
  }

  /** What the linker says, without the library of which it says it. */
  private static String withoutPlace(String message) {
    return message.replaceFirst("(?s)^(.*?\\.(so|dylib)[.\\d]*: )+", "").replaceFirst("\\.$", "");
  }
}
