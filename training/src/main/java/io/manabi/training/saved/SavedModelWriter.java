package io.manabi.training.saved;

import io.manabi.core.files.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/**
 * Writes a SavedModel: the graph, its variables and its signatures, in the layout that TensorFlow
 * Serving reads ({@code saved_model.pb}, {@code variables/}, {@code assets/}). See <a
 * href="https://www.tensorflow.org/guide/saved_model#the_savedmodel_format_on_disk">the SavedModel
 * format on disk</a>.
 */
public final class SavedModelWriter {
  private static final String MAIN_OP = "saved_model_main_op";
  private static final String INIT_OP = "__saved_model_init_op";

  private SavedModelWriter() {}

  /**
   * What a signature takes and gives.
   *
   * @param inputs placeholders by name
   * @param defaults what a server feeds for inputs that a client leaves out, [1]: once for each row
   * @param outputs tensors by name
   */
  public record Endpoints(
      Map<String, Operand<?>> inputs,
      Map<String, TensorProto> defaults,
      Map<String, Operand<?>> outputs) {
    /** Makes the maps immutable. */
    public Endpoints {
      inputs = Map.copyOf(inputs);
      defaults = Map.copyOf(defaults);
      outputs = Map.copyOf(outputs);
    }
  }

  /**
   * What a SavedModel tells beside its graph.
   *
   * @param signatures what can be asked, by name
   * @param startUp what a server does first
   * @param variables all variables of the graph
   */
  public record Contents(
      Map<String, Endpoints> signatures, StartUp startUp, List<Variables.Described> variables) {
    /** Makes map and list immutable; the order of the map stays. */
    public Contents {
      signatures = Collections.unmodifiableMap(new LinkedHashMap<>(signatures));
      variables = List.copyOf(variables);
    }
  }

  /**
   * What a server does when it has loaded the model.
   *
   * @param initializers operations that it runs, to fill lookup tables
   * @param assets the files that these read
   */
  public record StartUp(List<Operation> initializers, List<Asset> assets) {
    /** Makes the lists immutable. */
    public StartUp {
      initializers = List.copyOf(initializers);
      assets = List.copyOf(assets);
    }
  }

  /**
   * A file that travels with the model.
   *
   * @param path string scalar: the constant with its path, which servers replace by where it is
   * @param file where it is now
   */
  public record Asset(Operand<TString> path, Path file) {}

  /**
   * Writes the directory as a whole, or nothing.
   *
   * @param directory the directory to write; an old one is replaced
   * @param graph the graph to serve
   * @param session holds the values of the variables
   * @param saver saves all variables of the graph
   * @param contents what it tells beside them
   */
  public static void write(
      Path directory, Graph graph, Session session, Saver saver, Contents contents) {
    StartUp startUp = contents.startUp();
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    contents
        .signatures()
        .forEach((name, endpoints) -> meta.putSignatureDef(name, signature(endpoints)));
    meta.putCollectionDef("variables", Variables.collection(contents.variables(), each -> true));
    meta.putCollectionDef(
        "trainable_variables",
        Variables.collection(contents.variables(), Variables.Described::learned));
    if (!startUp.initializers().isEmpty()) {
      addStartUp(graph, startUp, meta);
    }
    meta.setMetaInfoDef(
            MetaGraphDef.MetaInfoDef.newBuilder()
                .addTags("serve")
                .setTensorflowVersion(TensorFlow.version()))
        .setGraphDef(graph.toGraphDef())
        .setSaverDef(saver.definition());
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    AtomicFiles.writeDirectory(
        directory,
        temporary -> {
          Path assets = Files.createDirectory(temporary.resolve("assets"));
          for (Asset asset : startUp.assets()) {
            // Two signatures may have copies of the same table, which share its file.
            Files.copy(
                asset.file(),
                assets.resolve(asset.file().getFileName()),
                StandardCopyOption.REPLACE_EXISTING);
          }
          Files.createDirectory(temporary.resolve("variables"));
          saver.save(session, temporary.resolve("variables").resolve("variables"));
          byte[] bytes = Fingerprint.deterministic(model);
          Files.write(temporary.resolve("saved_model.pb"), bytes);
          Path index = temporary.resolve("variables").resolve("variables.index");
          Files.write(
              temporary.resolve("fingerprint.pb"),
              Fingerprint.of(model, bytes, Files.readAllBytes(index)).toByteArray());
        });
  }

  /** Names the operation both ways: older loaders know the collection only. */
  private static void addStartUp(Graph graph, StartUp startUp, MetaGraphDef.Builder meta) {
    String initialize =
        GraphOps.create(graph)
            .withControlDependencyOps(startUp.initializers())
            .withName("initialize")
            .noOp()
            .op()
            .name();
    meta.putCollectionDef(
        MAIN_OP,
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addValue(initialize))
            .build());
    meta.putSignatureDef(
        INIT_OP,
        SignatureDef.newBuilder()
            .putOutputs(
                INIT_OP,
                TensorInfo.newBuilder()
                    .setName(initialize)
                    .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                    .build())
            .build());
    for (Asset asset : startUp.assets()) {
      meta.addAssetFileDef(
          AssetFileDef.newBuilder()
              .setFilename(asset.file().getFileName().toString())
              .setTensorInfo(TensorInfo.newBuilder().setName(asset.path().asOutput().name())));
    }
  }

  private static SignatureDef signature(Endpoints endpoints) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    endpoints.inputs().forEach((name, operand) -> signature.putInputs(name, describe(operand)));
    endpoints.outputs().forEach((name, operand) -> signature.putOutputs(name, describe(operand)));
    return signature.putAllDefaults(endpoints.defaults()).build();
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
