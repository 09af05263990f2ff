package io.manabi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.manabi.core.ManabiException;
import io.manabi.core.files.FolderLock;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database with the files beside it, in one file and back. */
class ArchiveIT {
  private static final List<String> FOLDERS = List.of("models", "packages");

  @TempDir private Path directory;
  private Path root;
  private Path archive;

  @BeforeEach
  void fill() throws Exception {
    root = directory.resolve("up");
    archive = directory.resolve("archive.zip");
    Path content = root.resolve("models/sha256/ab/abcd");
    Path served = root.resolve("models/served/shop.mnist/1/saved_model.pb");
    Files.createDirectories(content.getParent());
    Files.createDirectories(served.getParent());
    Files.writeString(content, "a graph");
    Files.createLink(served, content);
    Files.writeString(root.resolve("models/.lock"), "locked");
    Files.createDirectories(root.resolve("jobs"));
    Files.writeString(root.resolve("jobs/log"), "a long log");
  }

  private Archive.Content write() {
    try (Database database = Database.open(DatabaseAddress.directory(root))) {
      database.inTransaction(
          handle ->
              handle.execute(
                  "INSERT INTO iam_policy (project, resource, bindings, revision) VALUES"
                      + " ('shop', 'models/mnist', '[]', 1)"));
      return Archive.write(database, root, FOLDERS, archive);
    }
  }

  private static long policies(DatabaseAddress address) {
    try (Database database = Database.open(address)) {
      return database.inTransaction(
          handle -> handle.createQuery("SELECT COUNT(*) FROM iam_policy").mapTo(Long.class).one());
    }
  }

  @Test
  void bringsTheDatabaseAndItsFilesBack() throws Exception {
    Archive.Content content = write();
    assertThat(content.rows()).isEqualTo(1);
    assertThat(content.files()).isEqualTo(1);
    assertThat(content.bytes()).isEqualTo(7);
    Path back = directory.resolve("back");

    assertThat(Archive.restore(archive, back, null)).isEqualTo(content);
    assertThat(policies(DatabaseAddress.directory(back))).isEqualTo(1);
    Path served = back.resolve("models/served/shop.mnist/1/saved_model.pb");
    assertThat(served).hasContent("a graph");
    assertThat(Files.isSameFile(served, back.resolve("models/sha256/ab/abcd"))).isTrue();
    assertThat(back.resolve("models/.lock")).doesNotExist();
    assertThat(back.resolve("jobs")).doesNotExist();

    assertThatThrownBy(() -> Archive.restore(archive, back, null))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is not empty; restore into a new one");
    assertThat(policies(DatabaseAddress.directory(back))).isEqualTo(1);
  }

  /** What is deleted while the rows are read would be missing. */
  @Test
  void waitsForWhoeverDeletesFiles() throws Exception {
    Path models = root.resolve("models");
    Thread backup = new Thread(this::write);
    FolderLock collecting = FolderLock.tryHold(models, FolderLock.COLLECTION).orElseThrow();
    try {
      backup.start();
      await()
          .until(
              () ->
                  Stream.of(backup.getStackTrace())
                      .anyMatch(at -> at.getClassName().equals(FolderLock.class.getName())));
      assertThat(archive).doesNotExist();
    } finally {
      collecting.close();
    }
    backup.join(30_000);
    assertThat(archive).exists();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      assertThat(zip.stream()).noneMatch(entry -> entry.getName().contains(".collection"));
    }
    FolderLock.tryHold(models, FolderLock.COLLECTION).orElseThrow().close();
  }

  @Test
  void bringsThemBackToAnotherKindOfDatabase() throws Exception {
    write();
    DatabaseAddress postgres = DatabaseAddress.of(PostgresServer.shared().newDatabase());
    Archive.restore(archive, directory.resolve("back"), postgres);
    assertThat(policies(postgres)).isEqualTo(1);

    Path second = directory.resolve("second");
    assertThatThrownBy(() -> Archive.restore(archive, second, postgres))
        .hasMessageContaining("is not empty: iam_policy has rows");
    assertThat(second).doesNotExist();
  }

  @Test
  void leavesNothingBehindOfWhatIsBroken() throws Exception {
    Path back = directory.resolve("back");
    Files.writeString(archive, "Nothing of the kind.");
    assertBroken(back);

    write();
    Path evil = directory.resolve("evil.zip");
    try (ZipFile good = new ZipFile(archive.toFile());
        OutputStream out = Files.newOutputStream(evil);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (ZipEntry entry : (Iterable<ZipEntry>) good.stream().map(ZipEntry::new)::iterator) {
        zip.putNextEntry(new ZipEntry(entry.getName()));
        good.getInputStream(entry).transferTo(zip);
      }
      zip.putNextEntry(new ZipEntry("files/../../outside"));
      zip.write(1);
    }
    Files.move(evil, archive, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertBroken(back);
    assertThat(directory.resolve("outside")).doesNotExist();
    assertThat(directory.resolveSibling("outside")).doesNotExist();
  }

  private void assertBroken(Path back) {
    assertThatThrownBy(() -> Archive.restore(archive, back, null))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("is no backup of Manabi, or broken");
    assertThat(back).doesNotExist();
  }
}
