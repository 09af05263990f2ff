package io.manabi.bench;

import io.manabi.prediction.saved.LoadOptions;
import io.manabi.prediction.saved.LoadedModel;
import io.manabi.prediction.saved.SignatureCall;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

/** A model in this process, run from arrays to arrays: what a server can reach at best. */
final class DirectModel implements AutoCloseable {
  /** As the prediction server has it. */
  private static final ConfigProto ON_CALLING_THREAD =
      ConfigProto.newBuilder().setInterOpParallelismThreads(-1).build();

  private final ServedModel served;
  private final LoadedModel loaded;
  private final SavedModelBundle bundle;
  private final String feed;
  private final List<String> fetches;

  DirectModel(ServedModel served) {
    this.served = served;
    loaded = LoadedModel.load(served.directory(), LoadOptions.DEFAULT);
    bundle =
        SavedModelBundle.loader(served.directory().toString())
            .withConfigProto(ON_CALLING_THREAD)
            .load();
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
    feed = signature.getInputsOrThrow(served.input()).getName();
    fetches = signature.getOutputsMap().values().stream().map(TensorInfo::getName).toList();
  }

  /** What the server has below its protocols. */
  Asker loadedModel() {
    SignatureCall call = loaded.call("", Map.of(served.input(), served.tensor()), List.of());
    return () -> !loaded.run(call, Deadline.after(Duration.ofSeconds(30))).isEmpty();
  }

  /** The outputs, by name. */
  Map<String, FlatTensor> answer() {
    return loaded.run(
        loaded.call("", Map.of(served.input(), served.tensor()), List.of()),
        Deadline.after(Duration.ofSeconds(30)));
  }

  /** TensorFlow Java's own session. */
  Asker session() {
    return () -> {
      try (TFloat32 row = TFloat32.tensorOf(served.shape(), DataBuffers.of(served.row()))) {
        Session.Runner runner = bundle.session().runner().feed(feed, row);
        fetches.forEach(runner::fetch);
        List<byte[]> arrays = new ArrayList<>();
        try (Result result = runner.run()) {
          for (int i = 0; i < result.size(); i++) {
            Tensor tensor = result.get(i);
            byte[] array = new byte[(int) tensor.numBytes()];
            tensor.asRawTensor().data().read(array);
            arrays.add(array);
          }
        }
        return !arrays.isEmpty();
      }
    };
  }

  @Override
  public void close() {
    loaded.close();
    bundle.close();
  }
}
