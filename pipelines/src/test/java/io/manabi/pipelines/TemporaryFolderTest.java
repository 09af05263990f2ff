package io.manabi.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import io.manabi.core.files.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a store; on this machine it is a {@code TemporaryDirectory}. */
class TemporaryFolderTest {
  @SuppressWarnings("NullAway.Init")
  private static S3Store store;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    store = S3Store.create("temporary-folder");
  }

  @Test
  void isGoneWithAllThatIsInItWhenItIsClosed() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.beside(store.at("closed/result"))) {
      write(folder.location().resolve("a"));
      write(folder.location().resolve("deep/er/.b"));
      assertThat(store.content("closed/")).hasSize(3);
      assertThat(folder.location().resolve("deep").isFolder()).isTrue();
      assertThat(folder.location().resolve("dee").isFolder()).isFalse();
    }
    assertThat(store.content("closed/")).isEmpty();
  }

  @Test
  void whatComesTooLateIsDeleted() throws IOException {
    Location late;
    Location slow;
    try (TemporaryFolder folder = TemporaryFolder.beside(store.at("late/result"))) {
      late = folder.location().resolve("late");
      slow = folder.location().resolve(".slow");
    }
    write(slow);
    assertThatThrownBy(() -> slow.moveTo(late))
        .isInstanceOf(IOException.class)
        .hasMessage("the run that it is for has ended");
    assertThat(store.content("late/")).isEmpty();
  }

  @Test
  void replacesAFolderAndHasTheFormerOneAgainIfItCannot() throws IOException {
    store.write("publish/out/first", "old");
    store.write("publish/out/old", "old");
    store.write("publish/out-of-it", "other");
    try (TemporaryFolder folder = TemporaryFolder.beside(store.at("publish/out"))) {
      for (String name : new String[] {"first", "sub/file", "last"}) {
        write(folder.location().resolve("whole").resolve(name));
      }
      folder.publish("whole", store.at("publish/out"), "first", "last");
    }
    assertThat(store.content("publish/").keySet())
        .containsExactly("out-of-it", "out/first", "out/last", "out/sub/file");
    assertThat(store.content("publish/out/first").values()).containsExactly("text".getBytes(UTF_8));
    try (TemporaryFolder folder = TemporaryFolder.beside(store.at("publish/out"))) {
      write(folder.location().resolve("whole/first"));
      assertThatThrownBy(() -> folder.publish("whole", store.at("publish/out"), "first", "last"))
          .isInstanceOf(IOException.class);
    }
    assertThat(store.content("publish/").keySet())
        .containsExactly("out-of-it", "out/first", "out/last", "out/sub/file");
  }

  @ParameterizedTest
  @CsvSource({
    "when the former files had begun to go aside, former/last, out/first out/old",
    "when they were all aside, former/first former/last former/old former/.complete, out/first",
    "when new ones had begun to come, former/first former/last former/old former/.complete, out/first out/new",
    "when the former ones had begun to come back, former/last former/old, out/first",
    "when the former ones were about to go, former/old, out/first out/last out/old"
  })
  void findsTheFolderAgainThatWasLeftByACrash(String when, String aside, String there)
      throws IOException {
    String root = "crash-" + when.replace(' ', '-') + "/";
    boolean over = aside.contains(".complete");
    for (String file : there.split(" ", -1)) {
      store.write(root + file, over ? "new" : "whole");
    }
    for (String file : aside.split(" ", -1)) {
      store.write(root + file.replace("former/", ".out.manabi-former/"), "whole");
    }
    TemporaryFolder.recover(store.at(root + "out"), "first", "last");
    Map<String, byte[]> content = store.content(root);
    assertThat(content.keySet()).as(when).containsExactly("out/first", "out/last", "out/old");
    assertThat(content.values()).as(when).containsOnly("whole".getBytes(UTF_8));
  }

  @Test
  void tellsWhereItCannotBe() {
    assertThatThrownBy(() -> TemporaryFolder.beside(Location.of("s3://no-such-bucket/a")))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Cannot write s3://no-such-bucket/a: ");
    assertThatThrownBy(() -> TemporaryFolder.beside(Location.of("ftp://machine/a")))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Cannot write ftp://machine/a: this distribution has no file system for ftp://,"
                + " one that has it is built with its Maven profile, as s3; choose another place"
                + " or make room.");
  }

  private static void write(Location file) throws IOException {
    try (OutputStream out = file.create()) {
      out.write("text".getBytes(UTF_8));
    }
  }
}
