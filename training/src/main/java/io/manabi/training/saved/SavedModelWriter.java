package io.manabi.training.saved;

import io.manabi.core.files.AtomicFiles;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a SavedModel: the graph, its variables and its signatures, in the layout that TensorFlow
 * Serving reads ({@code saved_model.pb}, {@code variables/}, {@code assets/}). See <a
 * href="https://www.tensorflow.org/guide/saved_model#the_savedmodel_format_on_disk">the SavedModel
 * format on disk</a>.
 */
public final class SavedModelWriter {
  private SavedModelWriter() {}

  /**
   * What a signature takes and gives.
   *
   * @param inputs placeholders by name
   * @param outputs tensors by name
   */
  public record Endpoints(Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    /** Makes the maps immutable. */
    public Endpoints {
      inputs = Map.copyOf(inputs);
      outputs = Map.copyOf(outputs);
    }
  }

  /**
   * Writes the directory as a whole, or nothing.
   *
   * @param directory the directory to write; an old one is replaced
   * @param graph the graph to serve
   * @param session holds the values of the variables
   * @param saver saves all variables of the graph
   * @param signatures what can be asked, by name
   */
  public static void write(
      Path directory,
      Graph graph,
      Session session,
      Saver saver,
      Map<String, Endpoints> signatures) {
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
            .setGraphDef(graph.toGraphDef())
            .setSaverDef(saver.definition());
    signatures.forEach((name, endpoints) -> meta.putSignatureDef(name, signature(endpoints)));
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    AtomicFiles.writeDirectory(
        directory,
        temporary -> {
          Files.createDirectory(temporary.resolve("assets"));
          Files.createDirectory(temporary.resolve("variables"));
          saver.save(session, temporary.resolve("variables").resolve("variables"));
          try (OutputStream out = Files.newOutputStream(temporary.resolve("saved_model.pb"))) {
            model.writeTo(out);
          }
        });
  }

  private static SignatureDef signature(Endpoints endpoints) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    endpoints.inputs().forEach((name, operand) -> signature.putInputs(name, describe(operand)));
    endpoints.outputs().forEach((name, operand) -> signature.putOutputs(name, describe(operand)));
    return signature.build();
  }

  private static TensorInfo describe(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Shape known = operand.shape();
    if (known.isUnknown()) {
      shape.setUnknownRank(true);
    } else {
      for (long size : known.asArray()) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return TensorInfo.newBuilder()
        .setName(operand.asOutput().name())
        .setDtype(DataType.forNumber(operand.asOutput().dataType().getNumber()))
        .setTensorShape(shape)
        .build();
  }
}
