package io.manabi.pipelines.sources;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of this machine that a glob matches, found without a look at folders that it cannot
 * match. (Beam walks the whole tree below the first folder that exists: for a mistyped {@code
 * /data.csv}, the whole machine.)
 */
final class LocalGlob extends SimpleFileVisitor<Path> {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9+.]*:/.*");
  private static final Pattern WILD = Pattern.compile(".*[*?\\[{\\\\].*");

  private final PathMatcher matcher;
  private final List<Path> files = new ArrayList<>();

  private LocalGlob(Path glob) {
    this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  /** Whether it is a path of this machine and no URI. */
  static boolean isLocal(String glob) {
    return !SCHEME.matcher(glob).matches();
  }

  /**
   * The files it matches, by absolute paths in no particular order; folders are none.
   *
   * @param glob a path as {@link java.nio.file.FileSystem#getPathMatcher} takes it after {@code
   *     glob:}
   */
  static List<Path> files(String glob) throws IOException {
    Path path = Path.of(glob).toAbsolutePath();
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    Path folder = path.getRoot();
    int plain = 0;
    while (plain < path.getNameCount() - 1 && !isWild(path.getName(plain))) {
      folder = folder.resolve(path.getName(plain++));
    }
    if (!isWild(path.getName(plain)) || !Files.isDirectory(folder)) {
      return List.of();
    }
    int depth = glob.contains("**") ? Integer.MAX_VALUE : path.getNameCount() - plain;
    LocalGlob visitor = new LocalGlob(path);
    Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
    return visitor.files;
  }

  private static boolean isWild(Path name) {
    return WILD.matcher(name.toString()).matches();
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile() && matcher.matches(file)) {
      files.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    return FileVisitResult.CONTINUE; // a folder that one may not read has nothing for one
  }
}
