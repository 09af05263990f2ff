package io.manabi.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.NumberTensor;
import io.manabi.serving.apis.PredictResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.TensorProto;

/** The prediction server beside the limit; {@code bench/serving} tells how it is used. */
final class ServingBench {
  private ServingBench() {}

  /**
   * Runs it.
   *
   * @param arguments the launcher, and the flags
   */
  public static void main(String... arguments) throws IOException {
    ServingOptions options = ServingOptions.of(arguments);
    Path work = Files.createTempDirectory("serving");
    try {
      Path models = options.keep().orElse(work.resolve("models")).toAbsolutePath();
      List<ServedModel> served = List.of(dense(models), cnn(models, options.model()));
      try (ServerProcess server = ServerProcess.start(options.manabi(), work, served)) {
        for (ServedModel model : served) {
          requireSameAnswers(model, server);
        }
        if (options.swapMinutes() > 0) {
          new ServingSwap(server, served).run(options.swapMinutes());
        } else if (options.enduranceMinutes() > 0) {
          new ServingEndurance(server, served).run(options.enduranceMinutes());
        } else {
          measure(options, work, served, server);
        }
      }
    } finally {
      delete(work);
    }
  }

  private static void measure(
      ServingOptions options, Path work, List<ServedModel> served, ServerProcess server)
      throws IOException {
    try (ServerProcess batching =
        ServerProcess.start(options.manabi(), work, served, "--enable-batching")) {
      ServingRates rates = new ServingRates(server, batching, options);
      for (ServedModel model : served) {
        requireSameAnswers(model, batching);
        rates.run(model);
      }
    }
  }

  /** Writes the small dense network. */
  static ServedModel dense(Path models) throws IOException {
    Path basePath = models.resolve("dense");
    ServingModels.writeDense(basePath.resolve("1"));
    return ServedModel.of("dense", basePath);
  }

  /** Writes the CNN for digits, or copies the model that is given in the place of it. */
  static ServedModel cnn(Path models, Optional<Path> given) throws IOException {
    Path basePath = models.resolve("cnn");
    if (given.isPresent()) {
      copy(given.get(), basePath.resolve("1"));
    } else {
      ServingModels.writeCnn(basePath.resolve("1"));
    }
    return ServedModel.of("cnn", basePath);
  }

  /** Copies a folder. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What is fast and wrong is not measured. */
  private static void requireSameAnswers(ServedModel model, ServerProcess server)
      throws IOException {
    try (DirectModel direct = new DirectModel(model);
        Http2Connection grpc = new Http2Connection(server.address(), model.grpc());
        Http1Client rest = (Http1Client) model.overJson(server.address()).make()) {
      Map<String, FlatTensor> expected = direct.answer();
      boolean answered = grpc.ask() && rest.ask();
      String json = new String(rest.body(), UTF_8);
      if (!answered || !json.contains("\"predictions\"")) {
        throw new IOException("The server does not answer: " + json);
      }
      byte[] framed = grpc.body();
      Map<String, TensorProto> outputs =
          PredictResponse.parseFrom(Arrays.copyOfRange(framed, 5, framed.length)).getOutputsMap();
      expected.forEach(
          (name, tensor) -> {
            FlatTensor got =
                FlatTensor.of(outputs.getOrDefault(name, TensorProto.getDefaultInstance()));
            if (!Arrays.equals(((NumberTensor) tensor).data(), ((NumberTensor) got).data())) {
              throw new IllegalStateException("The server answers another " + name);
            }
          });
    }
  }
}
