package io.manabi.samples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.manabi.core.ManabiException;
import io.manabi.samples.files.Download;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistDataIT {
  @TempDir Path directory;
  private final List<byte[]> contents = new ArrayList<>();
  private final List<String> sums = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void makeContents() throws Exception {
    for (byte[] content :
        List.of(IdxFiles.images(6), IdxFiles.labels(6), IdxFiles.images(2), IdxFiles.labels(2))) {
      contents.add(content);
      sums.add(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)));
    }
  }

  @Test
  void unpacksTheFilesOfADirectoryIntoTheCache() throws IOException {
    Path mine = Files.createDirectory(directory.resolve("mine"));
    for (int i = 0; i < 4; i++) {
      String name = MnistFiles.NAMES.get(i);
      boolean packed = i % 2 == 0;
      Files.write(
          mine.resolve(packed ? name + ".gz" : name),
          packed ? IdxFiles.gzip(contents.get(i)) : contents.get(i));
    }
    MnistFiles files = data(List.of()).get(Optional.of(mine), log::add);
    assertThat(files.trainImages()).hasBinaryContent(contents.get(0));
    assertThat(files.testLabels()).hasBinaryContent(contents.get(3));

    // The second time there is no need for the directory.
    assertThat(data(List.of()).get(Optional.empty(), log::add)).isEqualTo(files);
    assertThat(log).containsExactly("from " + mine, "from the cache");
  }

  @Test
  void refusesAFileThatIsNotTheOriginal() throws IOException {
    Path mine = Files.createDirectory(directory.resolve("mine"));
    for (int i = 0; i < 4; i++) {
      Files.write(mine.resolve(MnistFiles.NAMES.get(i)), IdxFiles.images(1));
    }
    assertThatThrownBy(() -> data(List.of()).get(Optional.of(mine), log::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining(mine.resolve(MnistFiles.NAMES.get(0)).toString())
        .hasMessageContaining("expected " + sums.get(0));
    assertThat(directory.resolve("cache")).doesNotExist();
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Path mine = Files.createDirectory(directory.resolve("mine"));
    assertThatThrownBy(() -> data(List.of()).get(Optional.of(mine), log::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("There is no train-images-idx3-ubyte")
        .hasMessageContaining(mine.toString());
  }

  @Test
  void fetchesFromTheFirstPlaceThatHasTheOriginals() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/good/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring("/good/".length());
          byte[] body =
              IdxFiles.gzip(contents.get(MnistFiles.NAMES.indexOf(name.replace(".gz", ""))));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      Download missing = new Download.Mirror(base + "/missing/", ".gz");
      Download good = new Download.Mirror(base + "/good/", ".gz");
      MnistFiles files = data(List.of(missing, good)).get(Optional.empty(), log::add);
      assertThat(files.testImages()).hasBinaryContent(contents.get(2));
      assertThat(log).containsExactly("from " + base + "/good/");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void fetchesAgainWhatIsCorruptInTheCache() throws IOException {
    Path cache = Files.createDirectory(directory.resolve("cache"));
    for (int i = 0; i < 4; i++) {
      Files.write(cache.resolve(MnistFiles.NAMES.get(i)), contents.get(i));
    }
    Files.write(cache.resolve(MnistFiles.NAMES.get(1)), contents.get(3));
    assertThatThrownBy(() -> data(List.of()).get(Optional.empty(), log::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Cannot fetch MNIST");
  }

  @Test
  void saysWhyNothingCouldBeFetchedAndWhatToDo() {
    Download unreachable = new Download.Mirror("http://127.0.0.1:1/", ".gz");
    assertThatThrownBy(() -> data(List.of(unreachable)).get(Optional.empty(), log::add))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("http://127.0.0.1:1/: cannot be reached")
        .hasMessageContaining("--data");
  }

  private MnistData data(List<Download> downloads) {
    return new MnistData(directory.resolve("cache"), sums, downloads);
  }
}
