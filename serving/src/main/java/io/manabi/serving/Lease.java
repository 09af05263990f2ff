package io.manabi.serving;

import io.manabi.serving.codec.FlatTensor;
import io.manabi.serving.codec.PredictRequest;
import io.manabi.serving.codec.Signature;
import java.util.Map;
import org.tensorflow.proto.MetaGraphDef;

/**
 * The right to use a version, which stays loaded until the lease is closed. To be closed by the
 * thread that took it.
 */
final class Lease implements AutoCloseable {
  private final ModelVersion version;
  private final LoadedModel model;

  Lease(ModelVersion version, LoadedModel model) {
    this.version = version;
    this.model = model;
  }

  long number() {
    return version.number();
  }

  MetaGraphDef metaGraph() {
    return model.metaGraph();
  }

  Signature signature(String name) {
    return model.signature(name);
  }

  Map<String, FlatTensor> run(PredictRequest request) {
    return model.run(request);
  }

  @Override
  public void close() {
    version.release();
  }
}
