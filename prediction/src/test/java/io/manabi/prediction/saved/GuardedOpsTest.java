package io.manabi.prediction.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetAllOpList;

import com.google.protobuf.ByteString;
import io.manabi.core.ManabiException;
import io.manabi.prediction.TestModels;
import io.manabi.prediction.TestTensors;
import io.manabi.prediction.tensors.Deadline;
import io.manabi.prediction.tensors.FlatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class GuardedOpsTest {
  private static final String INIT = "__saved_model_init_op";

  @TempDir private Path temporary;

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  private static NodeDef call(String name, String op, String function, String... inputs) {
    return node(name, op, inputs).toBuilder()
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  private static FunctionDef function(String name, List<String> arguments, NodeDef... nodes) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name);
    arguments.forEach(
        argument -> signature.addInputArg(OpDef.ArgDef.newBuilder().setName(argument)));
    return FunctionDef.newBuilder().setSignature(signature).addAllNodeDef(List.of(nodes)).build();
  }

  /** A model whose signature fetches the last of these nodes. */
  private static MetaGraphDef model(
      String signature, List<FunctionDef> functions, NodeDef... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder().addAllNode(List.of(nodes));
    graph.getLibraryBuilder().addAllFunction(functions);
    return MetaGraphDef.newBuilder()
        .setGraphDef(graph)
        .addAssetFileDef(
            AssetFileDef.newBuilder()
                .setFilename("vocabulary.txt")
                .setTensorInfo(TensorInfo.newBuilder().setName("asset:0")))
        .putSignatureDef(
            signature,
            SignatureDef.newBuilder()
                .putOutputs(
                    "y",
                    TensorInfo.newBuilder()
                        .setName(nodes[nodes.length - 1].getName() + ":0")
                        .build())
                .build())
        .build();
  }

  private static void assertAccepted(MetaGraphDef model) {
    assertThatCode(() -> GuardedOps.check(model, Set.of())).doesNotThrowAnyException();
  }

  private static void assertRefused(MetaGraphDef model, String op) {
    assertThatThrownBy(() -> GuardedOps.check(model, Set.of()))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "The model has operations that can touch files, processes or the network: "
                + op
                + "; if you trust it, allow them with --allow-ops "
                + op
                + ".");
    assertThatCode(() -> GuardedOps.check(model, Set.of(op))).doesNotThrowAnyException();
  }

  private static final NodeDef ASSET = node("asset", "Const");
  private static final NodeDef OTHER = node("other", "Const");
  private static final NodeDef TABLE = node("table", "HashTableV2");
  private static final String FILL = "InitializeTableFromTextFileV2";

  @Test
  void refusesAModelBeforeAnyOfItRuns() throws IOException {
    Path written = temporary.resolve("written");
    Path model = TestModels.touchingFiles(written, temporary.resolve("model"));

    assertThatThrownBy(() -> LoadedModel.load(model, new LoadOptions(Set.of("ReadFile"), 0)))
        .hasMessageContaining("network: WriteFile; if you trust it");
    assertThat(written).doesNotExist();

    try (LoadedModel loaded =
        LoadedModel.load(model, new LoadOptions(Set.of("ReadFile", "WriteFile"), 0))) {
      assertThat(written).hasContent("by the model");
      Map<String, FlatTensor> outputs =
          loaded.run(loaded.call("", Map.of(), List.of()), Deadline.after(Duration.ofSeconds(20)));
      assertThat(TestTensors.textsOf(outputs.get("y"))).containsExactly("by the model");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "EagerPyFunc",
        "PyFunc",
        "SaveV2",
        "RestoreV2",
        "TFRecordDatasetV2",
        "MatchingFilesDataset",
        "ImmutableConst",
        "CSVDatasetV2",
        "DatasetToTFRecord",
        "RpcCall"
      })
  void refusesWhatASignatureReaches(String op) {
    NodeDef bad = node("bad", op);
    assertRefused(model("serving_default", List.of(), bad, node("y", "Identity", "bad:0")), op);
    assertRefused(model("other", List.of(), bad, node("y", "NoOp", "^bad")), op);
    assertRefused(model(INIT, List.of(), bad, node("y", "NoOp", "^bad")), op);
    assertAccepted(model("serving_default", List.of(), bad, node("y", "Const")));
  }

  @Test
  void refusesWhatFunctionsReach() {
    FunctionDef inner = function("inner", List.of(), node("bad", "ReadFile"));
    FunctionDef outer = function("outer", List.of(), node("call", "inner"));
    for (String op : List.of("PartitionedCall", "StatefulPartitionedCall", "If", "MapDataset")) {
      assertRefused(
          model(
              "serving_default",
              List.of(inner, outer),
              node("x", "Const"),
              call("y", op, "outer", "x")),
          "ReadFile");
    }
    assertRefused(model("serving_default", List.of(inner, outer), node("y", "outer")), "ReadFile");
  }

  @Test
  void takesReadingVariablesForGrantedOnlyWhereTheModelIsRestored() {
    MetaGraphDef restored =
        model("serving_default", List.of(), node("y", "Const")).toBuilder()
            .setSaverDef(SaverDef.newBuilder().setRestoreOpName("restore_all"))
            .build();
    MetaGraphDef.Builder good = restored.toBuilder();
    good.getGraphDefBuilder()
        .addNode(node("restore", "RestoreV2"))
        .addNode(node("restore_all", "NoOp", "^restore"));
    assertAccepted(good.build());
    MetaGraphDef.Builder bad = restored.toBuilder();
    bad.getGraphDefBuilder()
        .addNode(node("write", "WriteFile"))
        .addNode(node("restore_all", "NoOp", "^write"));
    assertRefused(bad.build(), "WriteFile");
  }

  @Test
  void takesTablesFromAssetsOnly() {
    assertAccepted(model(INIT, List.of(), ASSET, TABLE, node("y", FILL, "table", "asset")));
    assertRefused(model(INIT, List.of(), OTHER, TABLE, node("y", FILL, "table", "other")), FILL);
    assertAccepted(model(INIT, List.of(), ASSET, node("y", "ReadFile", "asset")));
    assertRefused(model(INIT, List.of(), OTHER, node("y", "ReadFile", "other")), "ReadFile");
    // When requests run, nobody tells the tensor where the asset is: it says what it likes.
    assertRefused(
        model("serving_default", List.of(), ASSET, TABLE, node("y", FILL, "table", "asset")), FILL);
  }

  @Test
  void takesTablesFromAssetsThatFunctionsAreGiven() {
    FunctionDef fill =
        function("fill", List.of("table", "path"), node("filled", FILL, "table", "path"));
    FunctionDef outer =
        function(
            "outer",
            List.of("path", "table"),
            call("call", "PartitionedCall", "fill", "table", "path"));
    for (NodeDef path : List.of(ASSET, OTHER)) {
      for (MetaGraphDef model :
          List.of(
              model(
                  INIT,
                  List.of(fill),
                  path,
                  TABLE,
                  call("y", "StatefulPartitionedCall", "fill", "table", path.getName())),
              model(INIT, List.of(fill), path, TABLE, node("y", "fill", "table", path.getName())),
              model(
                  INIT,
                  List.of(fill, outer),
                  path,
                  TABLE,
                  call("y", "PartitionedCall", "outer", path.getName(), "table")))) {
        if (path.equals(ASSET)) {
          assertAccepted(model);
        } else {
          assertRefused(model, FILL);
        }
      }
    }
    FunctionDef own =
        function(
            "own",
            List.of("table"),
            node("path", "Const"),
            node("y", FILL, "table", "path:output:0"));
    assertRefused(
        model(INIT, List.of(own), TABLE, call("y", "PartitionedCall", "own", "table")), FILL);
  }

  /** As Python TensorFlow writes it: the path goes into a variable first. */
  @Test
  void takesTablesFromAssetsInVariables() {
    FunctionDef fill =
        function("fill", List.of("table", "path"), node("filled", FILL, "table", "path"));
    NodeDef variable = node("variable", "VarHandleOp");
    NodeDef read = node("read", "ReadVariableOp", "variable");
    NodeDef call = call("y", "StatefulPartitionedCall", "fill", "table", "read");
    NodeDef assigned = node("assign", "AssignVariableOp", "variable", "asset");
    assertAccepted(model(INIT, List.of(fill), ASSET, TABLE, variable, assigned, read, call));
    assertRefused(
        model(
            INIT,
            List.of(fill),
            ASSET,
            OTHER,
            TABLE,
            variable,
            assigned,
            node("again", "AssignVariableOp", "variable", "other"),
            read,
            call),
        FILL);
    assertRefused(model(INIT, List.of(fill), TABLE, variable, read, call), FILL);
  }

  @Test
  void refusesFilesInAttributes() {
    AttrValue file = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("file:///x")).build();
    NodeDef print = node("y", "PrintV2");
    assertAccepted(model("s", List.of(), print));
    assertRefused(
        model("s", List.of(), print.toBuilder().putAttr("output_stream", file).build()), "PrintV2");
    NodeDef sampler = node("y", "FixedUnigramCandidateSampler");
    assertAccepted(model("s", List.of(), sampler));
    assertRefused(
        model("s", List.of(), sampler.toBuilder().putAttr("vocab_file", file).build()),
        "FixedUnigramCandidateSampler");
    NodeDef decode = node("y", "DecodeProtoV2");
    assertAccepted(model("s", List.of(), decode));
    assertRefused(
        model("s", List.of(), decode.toBuilder().putAttr("descriptor_source", file).build()),
        "DecodeProtoV2");
  }

  /** What sounds like it, but is not, or is guarded only with some inputs or attributes. */
  private static final Set<String> OTHERS =
      Set.of(
          "CTCBeamSearchDecoder",
          "ConfigureAndInitializeGlobalTPU",
          "CudnnRNNBackpropV2",
          "CudnnRNNBackpropV3",
          "FixedUnigramCandidateSampler",
          "InitializeTableFromTextFile",
          "InitializeTableFromTextFileV2",
          "TPUReplicateMetadata",
          "TensorSliceDataset",
          "_FusedConv2D",
          "_FusedQuantizedConv2D",
          "_FusedQuantizedDepthwiseConv2D",
          "_MklNativeFusedConv2D",
          "_QuantizedMatMul",
          "_TPUReplicate",
          "_XlaHostComputeMlir");

  @Test
  void knowsAllOperationsThatAreGivenPathsOrAddresses() throws IOException {
    TensorFlow.version();
    TF_Buffer list = TF_GetAllOpList();
    Pattern suspicious = Pattern.compile("(?i).*(file|path|directory|address|url|host|logdir).*");
    Set<String> unguarded = new TreeSet<>();
    for (OpDef op : OpList.parseFrom(list.dataAsByteBuffer()).getOpList()) {
      boolean suspect =
          Stream.concat(
                  op.getInputArgList().stream().map(OpDef.ArgDef::getName),
                  op.getAttrList().stream().map(OpDef.AttrDef::getName))
              .anyMatch(name -> suspicious.matcher(name).matches());
      if (suspect && !GuardedOps.isGuarded(op.getName())) {
        unguarded.add(op.getName());
      }
    }
    assertThat(unguarded).isEqualTo(new TreeSet<>(OTHERS));
  }
}
