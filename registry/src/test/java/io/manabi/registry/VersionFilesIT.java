package io.manabi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.manabi.core.ManabiException;
import io.manabi.core.files.AtomicFiles;
import io.manabi.core.files.FolderLock;
import io.manabi.core.files.Location;
import io.manabi.registry.files.ModelFiles;
import io.manabi.registry.files.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's own copies of the files of versions. */
class VersionFilesIT {
  private static final ModelName MNIST = new ModelName("shop", "MNIST");

  @TempDir private Path folder;
  private ModelRegistry registry;
  private VersionFiles files;

  @BeforeEach
  void open() throws IOException {
    registry = ModelRegistry.open(folder.resolve("database"), Clock.systemUTC());
    files = filesIn("models");
    registry.createModel(MNIST, Details.of(""));
  }

  private VersionFiles filesIn(String name) {
    return new VersionFiles(registry, new ModelFiles(folder.resolve(name), Optional.empty()));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Path export(String name, String graph) throws IOException {
    Path export = folder.resolve(name);
    Files.createDirectories(export.resolve("variables"));
    Files.writeString(export.resolve("saved_model.pb"), graph);
    Files.writeString(export.resolve("variables/data"), "weights of all");
    return export;
  }

  private Version version(String name, Path origin) {
    return registry
        .versions()
        .create(
            new NewVersion(
                MNIST.version(name), origin.toString(), Details.of(""), Lineage.UNKNOWN));
  }

  private Version served(String name, Path origin) {
    Version version = version(name, origin);
    files.add(version);
    files.prepare(version);
    return registry.versions().changeState(version.name(), VersionState.READY, "");
  }

  private List<Path> contents() throws IOException {
    try (Stream<Path> tree = Files.walk(folder.resolve("models/sha256"))) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Path folderOf(Version version) {
    return files.basePath(MNIST).resolve(Long.toString(version.number()));
  }

  @Test
  void keepsEachContentOnceAndServesFoldersOfLinks() throws Exception {
    Version first = served("v1", export("a", "one"));
    Version second = served("v2", export("b", "two"));

    assertThat(files.basePath(MNIST)).isEqualTo(folder.resolve("models/served/shop.MNIST"));
    assertThat(folderOf(first).resolve("saved_model.pb")).hasContent("one");
    assertThat(folderOf(second).resolve("saved_model.pb")).hasContent("two");
    assertThat(contents()).hasSize(3).allMatch(file -> !file.toFile().canWrite() || isRoot());
    assertThat(
            Files.isSameFile(
                folderOf(first).resolve("variables/data"),
                folderOf(second).resolve("variables/data")))
        .isTrue();
    assertThat(files.of(first))
        .extracting(StoredFile::path, StoredFile::size)
        .containsExactly(tuple("saved_model.pb", 3L), tuple("variables/data", 14L));
    Files.writeString(folder.resolve("a/saved_model.pb"), "changed");
    filesIn("models").prepare(first);
    assertThat(folderOf(first).resolve("saved_model.pb")).hasContent("one");
  }

  /** Who may write everything is told that read-only files can be written. */
  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  @Test
  void doesNotServeWhatHasChanged() throws Exception {
    Version version = served("v1", export("a", "one"));
    Path file = folderOf(version).resolve("variables/data");
    assertThat(file.toFile().setWritable(true)).isTrue();
    Files.writeString(file, "weights of ALL");

    VersionFiles restarted = filesIn("models");
    assertThatThrownBy(() -> restarted.prepare(version))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("File variables/data has changed since it was imported");

    Version again = served("v2", folder.resolve("a"));
    assertThat(folderOf(again).resolve("variables/data")).hasContent("weights of all");
  }

  /** As that of another server that shares the database. */
  @Test
  void copiesWhatIsMissingInItsStoreFromItsOrigin() throws Exception {
    Version version = served("v1", export("a", "one"));
    VersionFiles other = filesIn("other");
    Files.delete(folder.resolve("a/variables/data"));
    assertThatThrownBy(() -> other.prepare(version))
        .hasMessageStartingWith("File variables/data is missing in the store of models");
    Files.writeString(folder.resolve("a/variables/data"), "weights of ALL");
    assertThatThrownBy(() -> other.prepare(version))
        .hasMessageStartingWith("File variables/data is missing in the store of models");
    Files.writeString(folder.resolve("a/variables/data"), "weights of all");
    other.prepare(version);
    assertThat(other.basePath(MNIST).resolve("1/variables/data")).hasContent("weights of all");
  }

  /** A store that two servers see, of which one has added the version. */
  @Test
  void copiesWhatIsMissingFromTheStoreThatAllSee() throws Exception {
    Location store = Location.of(folder.resolve("store"));
    VersionFiles adding =
        new VersionFiles(registry, new ModelFiles(folder.resolve("one"), Optional.of(store)));
    Version version = version("v1", export("a", "one"));
    adding.add(version);
    AtomicFiles.deleteTree(folder.resolve("a"));
    VersionFiles other =
        new VersionFiles(registry, new ModelFiles(folder.resolve("two"), Optional.of(store)));
    other.prepare(version);
    Path served = other.basePath(MNIST).resolve("1");
    assertThat(served.resolve("saved_model.pb")).hasContent("one");
    assertThat(served.resolve("variables/data")).hasContent("weights of all");

    Path beside = Files.writeString(folder.resolve("store/sha256/of-others"), "");
    other.remove(version);
    Object unused = registry.versions().changeState(version.name(), VersionState.READY, "");
    registry
        .versions()
        .endDelete(registry.versions().beginDelete(version.name(), Optional.empty()));
    assertThat(other.collect()).isTrue();
    try (Stream<Path> tree = Files.walk(folder.resolve("store"))) {
      assertThat(tree.filter(Files::isRegularFile)).containsExactly(beside);
    }
  }

  @Test
  void mendsAFolderThatIsNotWhole() throws Exception {
    Version version = served("v1", export("a", "one"));
    Files.delete(folderOf(version).resolve("saved_model.pb"));
    Files.writeString(folderOf(version).resolve("more"), "");
    files.prepare(version);
    assertThat(folderOf(version).resolve("saved_model.pb")).hasContent("one");
    assertThat(folderOf(version).resolve("more")).doesNotExist();
  }

  @Test
  void collectsWhatNoVersionHasAnyMore() throws Exception {
    Version first = served("v1", export("a", "one"));
    Version second = served("v2", export("b", "two"));
    Path halfDone = folder.resolve("models/sha256/.coming-1");
    Files.writeString(halfDone, "half");

    files.remove(second);
    registry.versions().endDelete(registry.versions().beginDelete(second.name(), Optional.empty()));
    FolderLock backup =
        FolderLock.tryHold(folder.resolve("models/sha256"), FolderLock.COLLECTION).orElseThrow();
    try {
      assertThat(files.collect()).as("not while a backup reads them").isFalse();
      assertThat(contents()).hasSize(5);
    } finally {
      backup.close();
    }
    assertThat(files.collect()).isTrue();

    assertThat(folderOf(second)).doesNotExist();
    assertThat(halfDone).doesNotExist();
    assertThat(contents()).hasSize(3).contains(folder.resolve("models/sha256/.collection"));
    filesIn("models").prepare(first);
  }

  @Test
  void keepsNothingOfAnImportThatFailed() throws Exception {
    Path export = export("a", "one");
    Files.createSymbolicLink(export.resolve("zz"), folder.resolve("none"));
    Version version = version("v1", export);
    assertThatThrownBy(() -> files.add(version)).hasMessageContaining("zz");
    assertThat(files.of(version)).isEmpty();

    Files.delete(export.resolve("zz"));
    files.add(version);
    files.prepare(version);
    assertThat(folderOf(version).resolve("saved_model.pb")).hasContent("one");
  }

  @Test
  void saysWhatCannotBeAVersion() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> files.add(version("v1", folder.resolve("none"))))
        .hasMessageStartingWith("There is no folder " + folder.resolve("none"));
    assertThatThrownBy(() -> files.add(version("v2", empty)))
        .hasMessageStartingWith("There is no saved_model.pb in " + empty);
    assertThatThrownBy(() -> files.prepare(version("v3", empty)))
        .hasMessageContaining("was registered without its files");
  }
}
