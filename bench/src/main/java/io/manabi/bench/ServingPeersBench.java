package io.manabi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The prediction server beside others; {@code bench/serving-peers} tells how it is used. */
final class ServingPeersBench {
  private ServingPeersBench() {}

  /**
   * Runs it.
   *
   * @param arguments the launcher, the folder of the peers' scripts, the seconds of a run, and for
   *     each peer its name and its Python
   */
  public static void main(String... arguments) throws IOException {
    Path manabi = Path.of(arguments[0]);
    Path scripts = Path.of(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    Path work = Files.createTempDirectory("serving-peers");
    try {
      Path models = work.resolve("models");
      List<ServedModel> served =
          List.of(ServingBench.dense(models), ServingBench.cnn(models, Optional.empty()));
      for (int i = 3; i < arguments.length; i += 2) {
        Path python = Path.of(arguments[i + 1]);
        try (ServerProcess own = ServerProcess.start(manabi, work, served);
            PeerProcess peer = PeerProcess.start(arguments[i], python, scripts, work, served)) {
          PeerRates rates = new PeerRates(own, peer, seconds);
          for (ServedModel model : served) {
            rates.run(model);
          }
        }
      }
    } finally {
      ServingBench.delete(work);
    }
  }
}
