package io.manabi.pipelines;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.Location;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * An address of a file system that Beam knows.
 *
 * @param address without a slash at the end
 * @param owner the {@link TemporaryFolder} that it is in; null if it is in none
 */
record RemoteLocation(String address, @Nullable String owner) implements Location {
  private static final int BUFFER = 1 << 16;

  /** A scheme of one letter is a drive; the scheme of paths is {@code file}. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?!file:)([a-zA-Z][-a-zA-Z0-9+.]+:)(?://([^/]*))?(/.*)?");

  /** How Beam says that a file system is not in the class path. */
  private static final Pattern UNKNOWN = Pattern.compile("No filesystem found for scheme (.*)");

  /** What is in a folder as long as it is in use. */
  private static final String IN_USE = ".in-use";

  static RemoteLocation of(String address) {
    String plain = address.replaceFirst("/+$", "");
    Matcher parts = ADDRESS.matcher(plain);
    if (!parts.matches() || parts.group(3) == null) {
      throw ManabiException.user(
          "In " + address + " there is no name after the first part; name a file or a folder.");
    }
    if (FileSystems.hasGlobWildcard(plain) || plain.contains("[")) {
      throw ManabiException.user(
          "The address " + address + " has one of *?{}[ in it; name one file or one folder.");
    }
    return new RemoteLocation(plain, null);
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public Path path() {
    throw ManabiException.user(
        address + " is not on this machine; copy it to a folder here, and name that.");
  }

  @Override
  public String name() {
    return address.substring(address.lastIndexOf('/') + 1);
  }

  @Override
  public RemoteLocation resolve(String below) {
    return new RemoteLocation(address + "/" + below, owner);
  }

  @Override
  public RemoteLocation sibling(String other) {
    return new RemoteLocation(address.substring(0, address.lastIndexOf('/') + 1) + other, owner);
  }

  /** The same as a folder that is in use until {@link #release}. */
  RemoteLocation claim() throws IOException {
    RemoteLocation mine = new RemoteLocation(address, address);
    mine.resolve(IN_USE).create().close();
    return mine;
  }

  /** Ends the use: what is put into the folder from now on is deleted by who puts it there. */
  void release() throws IOException {
    resolve(IN_USE).delete();
  }

  /** One of two addresses may leave the machine out that both are of. */
  @Override
  public boolean isWithin(Location folder) {
    if (!(folder instanceof RemoteLocation remote)) {
      return false;
    }
    Matcher mine = ADDRESS.matcher(address);
    Matcher other = ADDRESS.matcher(remote.address);
    return mine.matches()
        && other.matches()
        && mine.group(1).equalsIgnoreCase(other.group(1))
        && (part(mine, 2).isEmpty()
            || part(other, 2).isEmpty()
            || part(mine, 2).equals(part(other, 2)))
        && (part(mine, 3) + "/").startsWith(part(other, 3) + "/");
  }

  private static String part(Matcher address, int group) {
    String part = address.group(group);
    return part == null ? "" : part;
  }

  @Override
  public boolean exists() throws IOException {
    return !match(address).isEmpty();
  }

  @Override
  public boolean isFile() throws IOException {
    if (!exists() || isFolder()) {
      return false;
    }
    try (InputStream in = open()) {
      return in.read() >= -1;
    } catch (IOException e) {
      return false; // an empty folder of a file system that has such
    }
  }

  @Override
  public boolean isFolder() throws IOException {
    return !resources().isEmpty();
  }

  @Override
  public long size() throws IOException {
    return match(address).stream().mapToLong(Metadata::sizeBytes).sum();
  }

  @Override
  public List<Location> files() throws IOException {
    return match(address + "/*").stream()
        .<Location>map(file -> resolve(nameOf(file)))
        .filter(file -> !file.name().startsWith("."))
        .sorted(Comparator.comparing(Location::name))
        .toList();
  }

  private static String nameOf(Metadata file) {
    String plain = file.resourceId().toString().replaceFirst("/$", "");
    return plain.substring(plain.lastIndexOf('/') + 1);
  }

  /** All files below this, at any depth. */
  List<ResourceId> resources() throws IOException {
    return match(address + "/**").stream().map(Metadata::resourceId).toList();
  }

  /** The name by which {@link #resolve} finds one of the {@link #resources}. */
  String nameBelow(ResourceId file) {
    // Some file systems add the machine that the address leaves out.
    Matcher parts = ADDRESS.matcher(address);
    String path = (parts.matches() ? part(parts, 3) : "") + "/";
    String full = file.toString();
    return full.substring(full.indexOf(path) + path.length());
  }

  @Override
  public List<String> tree() throws IOException {
    // Some programs stand for a folder by an empty file whose name ends with a slash.
    return resources().stream()
        .map(this::nameBelow)
        .filter(name -> !name.endsWith("/"))
        .sorted()
        .toList();
  }

  @Override
  public void makeFolder() {
    // It is there with its first file.
  }

  @Override
  public InputStream open() throws IOException {
    return Channels.newInputStream(io(() -> FileSystems.open(resource())));
  }

  @Override
  public OutputStream create() throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(io(() -> FileSystems.create(resource(), MimeTypes.BINARY))),
        BUFFER);
  }

  /**
   * {@inheritDoc} Whoever ends the use of a folder does so before he lists what to delete: a file
   * that came before is among it, and of one that came later this sees that it is too late.
   */
  @Override
  public void moveTo(Location target) throws IOException {
    RemoteLocation to = (RemoteLocation) target;
    rename(List.of(resource()), List.of(to.resource()));
    if (to.owner != null && match(to.owner + "/" + IN_USE).isEmpty()) {
      target.delete();
      throw new IOException("the run that it is for has ended");
    }
  }

  @Override
  public void delete() throws IOException {
    if (exists()) {
      delete(List.of(resource()));
    }
  }

  /** Gives files other names, in the place of what is there. */
  static void rename(List<ResourceId> files, List<ResourceId> targets) throws IOException {
    io(
        () -> {
          FileSystems.rename(files, targets);
          return true;
        });
  }

  static void copy(RemoteLocation file, RemoteLocation target) throws IOException {
    io(
        () -> {
          FileSystems.copy(List.of(file.resource()), List.of(target.resource()));
          return true;
        });
  }

  static void delete(List<ResourceId> files) throws IOException {
    io(
        () -> {
          FileSystems.delete(files);
          return true;
        });
  }

  /** What Beam calls it. */
  ResourceId resource() {
    return resource(address, false);
  }

  static ResourceId resource(String address, boolean isFolder) {
    return FileSystems.matchNewResource(address, isFolder);
  }

  private static List<Metadata> match(String glob) throws IOException {
    return io(() -> FileSystems.match(glob, EmptyMatchTreatment.ALLOW).metadata());
  }

  /** Something that may throw anything. */
  @FunctionalInterface
  private interface Access<T> {
    T get() throws IOException;
  }

  private static <T> T io(Access<T> access) throws IOException {
    try {
      return access.get();
    } catch (RuntimeException e) { // What clients of stores throw has no other type in common.
      if (UNKNOWN.matcher(firstLine(e)).matches() && RemoteFiles.registerDefaults()) {
        return io(access);
      }
      throw new IOException(reason(e), e);
    }
  }

  private static String firstLine(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** Why a file system of another machine fails, a phrase without a full stop. */
  static String reason(RuntimeException failure) {
    String message = firstLine(failure);
    Matcher unknown = UNKNOWN.matcher(message);
    return unknown.matches()
        ? "this distribution has no file system for %s://, one that has it is built with its Maven profile, as s3"
            .formatted(unknown.group(1))
        : message.replaceFirst("[.]$", "");
  }

  @Override
  public ManabiException cannotWrite(IOException cause) {
    return AtomicFiles.cannotWrite(address, cause);
  }

  @Override
  public ManabiException cannotRead(IOException cause) {
    return AtomicFiles.cannotRead(address, cause);
  }

  @Override
  public String toString() {
    return address;
  }
}
