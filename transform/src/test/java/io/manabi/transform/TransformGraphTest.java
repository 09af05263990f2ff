package io.manabi.transform;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.Column;
import io.manabi.core.ManabiException;
import io.manabi.core.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class TransformGraphTest {
  private static final TransformGraph TEXT = TransformGraph.compile(new TextPreprocessing());

  @Test
  void tellsFunctionsAndColumns() {
    assertThat(TEXT.functions()).containsExactly("columns", "pixels");
    assertThat(TEXT.inputs("columns"))
        .isEqualTo(
            Schema.of(Column.int64("count"), Column.bytes("number as text"), Column.floats("x")));
    assertThat(TEXT.outputs("columns"))
        .isEqualTo(
            Schema.of(
                Column.int64("count"),
                Column.floats("doubled"),
                Column.floats("number"),
                Column.bytes("text")));
  }

  @Test
  void refusesOutputsThatAreNoColumnsOnlyWhenColumnsAreWanted() {
    assertThat(TEXT.outputs("pixels")).isEqualTo(Schema.of(Column.floats("pixels").ofLength(2)));
    TransformGraph matrix =
        compile(
            new TransformFunction(
                "matrix",
                Schema.of(Column.bytes("b")),
                (tf, columns) -> Map.of("m", tf.io.decodeRaw(columns.bytes("b"), TFloat32.class))));
    assertThatThrownBy(() -> matrix.outputs("matrix"))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("The output 'm' of function 'matrix' is no column")
        .hasMessageContaining("DT_FLOAT with 2 dimensions of unknown size");
  }

  @Test
  void isServableByItselfAfterWriting(@TempDir Path folder) {
    TEXT.write(folder.resolve("transform"));
    try (SavedModelBundle bundle =
            SavedModelBundle.load(folder.resolve("transform").toString(), "serve");
        TString pictures = pictures();
        Result result = bundle.function("pixels").call(Map.of("picture", pictures))) {
      assertPixels((TFloat32) result.get("pixels").orElseThrow());
    }
  }

  @Test
  void isTheSameAfterReadingAndSerializing(@TempDir Path folder) throws Exception {
    TEXT.write(folder.resolve("transform"));
    assertThat(TransformGraph.read(folder.resolve("transform")).metaGraph())
        .isEqualTo(TEXT.metaGraph());

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(TEXT);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((TransformGraph) in.readObject()).metaGraph()).isEqualTo(TEXT.metaGraph());
    }
  }

  @Test
  void givesTheSameGraphWhenTracedAgain() {
    assertThat(TransformGraph.compile(new TextPreprocessing()).metaGraph())
        .isEqualTo(TEXT.metaGraph());
  }

  @Test
  void runsInAnotherGraphIntoWhichItWasImportedTwice() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TString> pictures = tf.placeholder(TString.class);
      DeviceSpec cpu =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();
      Output<?> first = importPixels(tf.withDevice(cpu), pictures);
      Output<?> second = importPixels(tf.withSubScope("model"), tf.strings.join(List.of(pictures)));
      assertThat(first.op().name()).isEqualTo("pixels/pixels/outputs/pixels");
      assertThat(second.op().name()).isEqualTo("model/pixels/pixels/outputs/pixels");
      assertThat(first.shape().asArray()).containsExactly(-1, 2);
      assertThat(((org.tensorflow.GraphOperation) first.op()).device()).contains("CPU:0");
      try (Session session = new Session(graph);
          TString fed = pictures();
          Result result = session.runner().feed(pictures, fed).fetch(first).fetch(second).run()) {
        assertPixels((TFloat32) result.get(0));
        assertPixels((TFloat32) result.get(1));
      }
    }
  }

  @Test
  void importsIntoAGraphThatUsesTheSameNames() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TString> pictures = tf.withName("pixels").placeholder(TString.class);
      Ops other = Ops.create(graph);
      assertThat(importPixels(other, pictures).op().name())
          .isEqualTo("pixels_1/pixels/outputs/pixels");
    }
  }

  @Test
  void refusesToImportWithoutAnInputOrWithAWrongOne() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatThrownBy(() -> TEXT.importInto(tf, "pixels", Map.of()))
          .isInstanceOf(ManabiException.class)
          .hasMessage("Function 'pixels' needs the column 'picture', which was not given.");
      assertThatThrownBy(
              () -> TEXT.importInto(tf, "pixels", Map.of("picture", tf.constant(new float[1]))))
          .isInstanceOf(ManabiException.class)
          .hasMessage(
              "Function 'pixels' needs the column 'picture' as DT_STRING, but was given DT_FLOAT.");
      assertThatThrownBy(() -> TEXT.importInto(tf, "pixel", Map.of()))
          .isInstanceOf(ManabiException.class)
          .hasMessage("The preprocessing has no function 'pixel'; it has [columns, pixels].");
    }
  }

  @Test
  void saysWhichFunctionCannotBeTraced() {
    assertThatThrownBy(
            () ->
                compile(
                    new TransformFunction(
                        "wrong",
                        Schema.of(Column.floats("x")),
                        (tf, columns) ->
                            Map.of("y", tf.reshape(tf.constant(new float[3]), tf.array(2))))))
        .isInstanceOf(ManabiException.class)
        .hasMessageStartingWith("Function 'wrong' cannot be traced: ")
        .hasMessageContaining("3");
    assertThatThrownBy(
            () ->
                compile(
                    new TransformFunction(
                        "typo",
                        Schema.of(Column.floats("x")),
                        (tf, columns) -> Map.of("y", columns.bytes("x")))))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Function 'typo' reads the column 'x' as bytes, but its schema says FLOAT;"
                + " correct one of them.");
  }

  @Test
  void refusesAnOutputWithoutAValueForEachRow() {
    assertThatThrownBy(
            () -> compile(ofNumbers((tf, columns) -> Map.of("y", tf.constant(new float[3])))))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Output 'y' of function 'f' has the shape [3], without a dimension for the rows of a"
                + " batch; make it [N] or [N, …], with a value for each row.");
    assertThatThrownBy(
            () ->
                compile(
                    ofNumbers(
                        (tf, columns) ->
                            Map.of("y", tf.math.mean(columns.floats("x"), tf.constant(0))))))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Output 'y' of function 'f' is one number made of all rows of a batch, so a row's value"
                + " would depend on the rows beside it; use an analyzer for what belongs to all"
                + " data.");
    compile(ofNumbers((tf, columns) -> Map.of("y", tf.constant(1f))));
  }

  private static TransformFunction ofNumbers(TransformFunction.Body body) {
    return new TransformFunction("f", Schema.of(Column.floats("x")), body);
  }

  @Test
  void refusesFunctionsWithoutOutputsOrWithTheSameNameOrNone() {
    TransformFunction empty =
        new TransformFunction("empty", Schema.of(Column.floats("x")), (tf, columns) -> Map.of());
    TransformFunction good =
        new TransformFunction(
            "good",
            Schema.of(Column.floats("x")),
            (tf, columns) -> Map.of("y", columns.floats("x")));
    assertThatThrownBy(() -> compile(empty)).hasMessageContaining("has no outputs");
    assertThatThrownBy(() -> compile(good, good)).hasMessageContaining("'good' appears twice");
    assertThatThrownBy(() -> compile()).hasMessageContaining("has no functions");
    assertThatThrownBy(() -> new TransformFunction("a b", Schema.of(), good.body()))
        .hasMessageContaining("'a b' cannot be the name");
  }

  @Test
  void saysWhatIsNoCompiledPreprocessing(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> TransformGraph.read(folder))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("saved_model.pb: no such file or directory");
    Files.write(folder.resolve("saved_model.pb"), "no protobuf".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TransformGraph.read(folder))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("Cannot read " + folder.resolve("saved_model.pb"));
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    assertThatThrownBy(() -> TransformGraph.read(folder))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("no graph with the tag 'serve'");
  }

  private static Output<?> importPixels(Ops tf, Operand<TString> pictures) {
    return requireNonNull(
        TEXT.importInto(tf, "pixels", Map.of("picture", pictures)).outputs().get("pixels"));
  }

  private static TransformGraph compile(TransformFunction... functions) {
    return TransformGraph.compile(() -> List.of(functions));
  }

  private static TString pictures() {
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(new byte[] {1, 2}, new byte[] {3, -1}));
  }

  private static void assertPixels(TFloat32 pixels) {
    assertThat(StdArrays.array2dCopyOf(pixels)).isDeepEqualTo(new float[][] {{1, 2}, {3, 255}});
  }

  @Test
  void saysWhatToDoWithAFolderThatIsNotOnThisMachine() {
    assertThatThrownBy(() -> TransformOutput.read(Path.of("s3://bucket/out"), "f"))
        .isInstanceOf(ManabiException.class)
        .hasMessage(
            "Cannot read s3:/bucket/out/transform/saved_model.pb: it is not on this machine, and"
                + " TensorFlow reads only what is; copy the folder here, and name that.");
  }
}
