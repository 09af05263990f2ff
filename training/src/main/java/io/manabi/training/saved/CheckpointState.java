package io.manabi.training.saved;

import io.manabi.core.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text file {@code checkpoint} of a directory says, as TensorFlow writes it. Names count
 * without the directories in front of them, which are others when the directory has been moved.
 *
 * @param current the name of the current checkpoint
 * @param all the names of those that are kept, oldest first
 */
record CheckpointState(Optional<String> current, List<String> all) {
  static final String FILE = "checkpoint";

  private static final String CURRENT = "model_checkpoint_path";
  private static final String ALL = "all_model_checkpoint_paths";

  private static final Pattern NAME =
      Pattern.compile(
          "(?m)^\\s*(" + ALL + "|" + CURRENT + "): \"(?:[^\"]*[/\\\\])?([^\"/\\\\]+)\"");

  CheckpointState {
    all = List.copyOf(all);
  }

  /** Reads the file; where there is none, or nothing in it, it names none. */
  static CheckpointState read(Path directory) {
    Path file = directory.resolve(FILE);
    Optional<String> current = Optional.empty();
    List<String> all = new ArrayList<>();
    try {
      Matcher names = NAME.matcher(Files.exists(file) ? Files.readString(file) : "");
      while (names.find()) {
        if (names.group(1).equals(CURRENT)) {
          current = Optional.of(names.group(2));
        } else {
          all.add(names.group(2));
        }
      }
    } catch (MalformedInputException e) {
      return new CheckpointState(Optional.empty(), List.of());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    current.filter(name -> !all.contains(name)).ifPresent(all::add);
    return new CheckpointState(current, all);
  }

  /** Replaces the file as a whole. */
  void write(Path directory) {
    StringBuilder text = new StringBuilder();
    current.ifPresent(name -> text.append(CURRENT + ": \"" + name + "\"\n"));
    all.forEach(name -> text.append(ALL + ": \"" + name + "\"\n"));
    AtomicFiles.writeText(directory.resolve(FILE), text.toString());
  }
}
