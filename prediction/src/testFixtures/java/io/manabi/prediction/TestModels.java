package io.manabi.prediction;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Writes small SavedModels by hand, for tests: a graph without variables, and its signatures. */
public final class TestModels implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final MetaGraphDef.Builder metaGraph = MetaGraphDef.newBuilder();

  private TestModels() {}

  /** TensorFlow Serving's own example, y = x / 2 + offset, with x and y of shape [-1]. */
  public static Path halfPlus(float offset, Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      Operand<TFloat32> y = tf.math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(offset));
      model.sign("serving_default", List.of(info("x", x)), List.of(info("y", y)));
      model.sign(
          "total",
          List.of(info("x", x)),
          List.of(info("sum", tf.reduceSum(x, tf.constant(0))), info("y", y)));
      model.sign("short", List.of(info("x", x)), List.of(info("y", model.toInt16(x))));
      return model.write(directory);
    }
  }

  /** As the MNIST model: inputs [-1,4] to classes [-1] and probabilities [-1,4]; and PNG bytes. */
  public static Path classifier(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> inputs = model.input("inputs", TFloat32.class, Shape.of(-1, 4));
      Operand<TFloat32> probabilities = tf.nn.softmax(inputs);
      Operand<TInt64> classes = tf.math.argMax(probabilities, tf.constant(1));
      model.sign(
          "serving_default",
          List.of(info("inputs", inputs)),
          List.of(info("classes", classes), info("probabilities", probabilities)));
      Placeholder<TString> png = model.input("image_bytes", TString.class, Shape.of(-1));
      Operand<TUint8> image =
          tf.image.decodePng(tf.reshape(png, tf.array(new int[0])), TUint8.class);
      model.sign(
          "drawing",
          List.of(info("image_bytes", png)),
          List.of(info("size", tf.expandDims(tf.shape(image), tf.constant(0)))));
      return model.write(directory);
    }
  }

  /** Gives each input back, of any shape. */
  public static Path echo(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> f = model.input("f", TFloat32.class, Shape.unknown());
      Placeholder<TFloat64> d = model.input("d", TFloat64.class, Shape.unknown());
      Placeholder<TInt32> i = model.input("i", TInt32.class, Shape.unknown());
      Placeholder<TInt64> l = model.input("l", TInt64.class, Shape.unknown());
      Placeholder<TUint8> u = model.input("u", TUint8.class, Shape.unknown());
      Placeholder<TBool> b = model.input("b", TBool.class, Shape.unknown());
      Placeholder<TString> s = model.input("s", TString.class, Shape.unknown());
      Operand<TString> same = tf.identity(s);
      model.sign(
          "serving_default",
          List.of(
              info("f", f),
              info("d", d),
              info("i", i),
              info("l", l),
              info("u", u),
              info("b", b),
              info("s", s)),
          List.of(
              info("f", tf.identity(f)),
              info("d", tf.identity(d)),
              info("i", tf.identity(i)),
              info("l", tf.identity(l)),
              info("u", tf.identity(u)),
              info("b", tf.identity(b)),
              info("s", same),
              info("s_bytes", same)));
      return model.write(directory);
    }
  }

  /**
   * A model of rows: a required {@code age}, and the rest may be left out; gives all back, and
   * {@code classes} by age. Signature "switched" has a default that stands for a whole input.
   */
  public static Path tabular(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TInt64> age = model.input("age", TInt64.class, Shape.of(-1));
      Placeholder<TInt64> hours = model.input("hours", TInt64.class, Shape.of(-1));
      Placeholder<TFloat32> gain = model.input("gain", TFloat32.class, Shape.of(-1));
      Placeholder<TString> job = model.input("job", TString.class, Shape.of(-1));
      Placeholder<TFloat32> pair = model.input("pair", TFloat32.class, Shape.of(-1, 2));
      Placeholder<TString> tags = model.input("tags", TString.class, Shape.of(-1, -1));
      Operand<TString> classes =
          tf.select(
              tf.math.greater(age, tf.constant(30L)), tf.constant(">50K"), tf.constant("<=50K"));
      model.sign(
          "serving_default",
          List.of(
              info("age", age),
              info("hours", hours),
              info("gain", gain),
              info("job", job),
              info("pair", pair),
              info("tags", tags)),
          List.of(
              info("age", tf.identity(age)),
              info("hours", tf.identity(hours)),
              info("gain", tf.identity(gain)),
              info("job", tf.identity(job)),
              info("pair", tf.identity(pair)),
              info("tags", tf.identity(tags)),
              info("classes", classes)));
      model.setDefaults(
          "serving_default",
          Map.of(
              "hours",
              one(DataType.DT_INT64).addInt64Val(Long.MIN_VALUE).build(),
              "gain",
              one(DataType.DT_FLOAT).addFloatVal(Float.NaN).build(),
              "job",
              one(DataType.DT_STRING).addStringVal(ByteString.EMPTY).build(),
              "pair",
              one(DataType.DT_FLOAT).addFloatVal(Float.NaN).build(),
              "tags",
              one(DataType.DT_STRING).addStringVal(ByteString.EMPTY).build()));
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      Placeholder<TFloat32> factor = model.input("factor", TFloat32.class, Shape.scalar());
      model.sign(
          "switched",
          List.of(info("x", x), info("factor", factor)),
          List.of(info("y", tf.math.mul(x, factor))));
      model.setDefaults(
          "switched",
          Map.of(
              "factor",
              TensorProto.newBuilder()
                  .setDtype(DataType.DT_FLOAT)
                  .setTensorShape(TensorShapeProto.getDefaultInstance())
                  .addFloatVal(3)
                  .build()));
      return model.write(directory);
    }
  }

  private static TensorProto.Builder one(DataType type) {
    return TensorProto.newBuilder()
        .setDtype(type)
        .setTensorShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)));
  }

  private void setDefaults(String signature, Map<String, TensorProto> defaults) {
    metaGraph.putSignatureDef(
        signature,
        metaGraph.getSignatureDefOrThrow(signature).toBuilder().putAllDefaults(defaults).build());
  }

  /** Two dense layers, inputs [-1,width] to classes [-1] and probabilities [-1,10]. */
  public static Path dense(int width, Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> inputs = model.input("inputs", TFloat32.class, Shape.of(-1, width));
      Operand<TFloat32> h =
          tf.nn.relu(tf.linalg.matMul(inputs, tf.fill(tf.array(width, 128), tf.constant(0.01f))));
      Operand<TFloat32> probabilities =
          tf.nn.softmax(tf.linalg.matMul(h, tf.fill(tf.array(128, 10), tf.constant(0.01f))));
      Operand<TInt64> classes = tf.math.argMax(probabilities, tf.constant(1));
      model.sign(
          "serving_default",
          List.of(info("inputs", inputs)),
          List.of(info("classes", classes), info("probabilities", probabilities)));
      return model.write(directory);
    }
  }

  /**
   * Signatures that do not come to an end: "loop" runs round, "wait" waits for a queue that stays
   * empty; and two that do: "three" counts up to it, and the default one is y = 2x.
   */
  public static Path endless(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      model.sign(
          "serving_default", List.of(info("x", x)), List.of(info("y", tf.math.add(x, x))));
      ConcreteFunction always =
          ConcreteFunction.create(
              inner -> {
                Placeholder<TFloat32> value = inner.placeholder(TFloat32.class);
                return Signature.builder()
                    .key("always")
                    .input("value", value)
                    .output("go_on", inner.constant(true))
                    .build();
              });
      Output<?> looped = tf.whileOp(List.of(x), always, plusOne()).output().get(0);
      model.sign("loop", List.of(info("x", x)), List.of(info("y", looped)));
      model.sign("three", List.of(info("x", x)), List.of(info("y", model.counted(x))));
      Output<?> waited =
          tf.io
              .queueDequeue(
                  tf.io.fifoQueue(List.of(TFloat32.class)).handle(), List.of(TFloat32.class))
              .components()
              .get(0);
      model.sign("wait", List.of(info("x", x)), List.of(info("y", waited)));
      return model.write(directory);
    }
  }

  /**
   * Signatures that batches are hard for: "parse" refuses texts that are no numbers; "labels" gives
   * two labels beside its rows, "distinct" its values without repetitions; "ragged" gives texts of
   * any width back, "pairs" rows of two; "scalar" and "nothing" have no rows.
   */
  public static Path hardToBatch(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TString> text = model.input("text", TString.class, Shape.of(-1));
      model.sign(
          "parse",
          List.of(info("text", text)),
          List.of(info("y", tf.strings.toNumber(text, TFloat32.class))));
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      Operand<TFloat32> y = tf.math.add(x, x);
      model.sign(
          "labels",
          List.of(info("x", x)),
          List.of(info("y", y), info("labels", tf.array("no", "yes"))));
      model.sign(
          "distinct",
          List.of(info("x", x)),
          List.of(info("y", tf.unique(x, tf.array(0)).y())));
      Placeholder<TString> tokens = model.input("tokens", TString.class, Shape.of(-1, -1));
      model.sign(
          "ragged", List.of(info("tokens", tokens)), List.of(info("y", tf.identity(tokens))));
      Placeholder<TFloat32> any = model.input("any", TFloat32.class, Shape.of(-1, -1));
      Output<?> pairs = tf.ensureShape(any, Shape.of(-1, 2)).output();
      TensorInfo pair =
          info("x", any).info().toBuilder().setTensorShape(info("y", pairs).info().getTensorShape()).build();
      model.sign("pairs", List.of(new Named("x", pair)), List.of(info("y", pairs)));
      Placeholder<TFloat32> scalar = model.input("scalar", TFloat32.class, Shape.scalar());
      model.sign(
          "scalar", List.of(info("x", scalar)), List.of(info("y", tf.math.add(scalar, scalar))));
      model.sign("nothing", List.of(), List.of(info("y", tf.identity(tf.constant(7f)))));
      return model.write(directory);
    }
  }

  private static ConcreteFunction plusOne() {
    return ConcreteFunction.create(
        inner -> {
          Placeholder<TFloat32> value = inner.placeholder(TFloat32.class);
          return Signature.builder()
              .key("plus_one")
              .input("value", value)
              .output("value_again", inner.math.add(value, inner.constant(1f)))
              .build();
        });
  }

  private Output<?> counted(Operand<TFloat32> from) {
    ConcreteFunction belowThree =
        ConcreteFunction.create(
            inner -> {
              Placeholder<TFloat32> value = inner.placeholder(TFloat32.class);
              return Signature.builder()
                  .key("below_three")
                  .input("value", value)
                  .output(
                      "go_on",
                      inner.reduceAll(
                          inner.math.less(value, inner.constant(3f)), inner.constant(0)))
                  .build();
            });
    return tf.whileOp(List.of(from), belowThree, plusOne()).output().get(0);
  }

  /** Counts x up to three in a loop. */
  public static Path counting(Path directory) {
    try (TestModels model = new TestModels()) {
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      Output<?> y = model.counted(x);
      model.sign("serving_default", List.of(info("x", x)), List.of(info("y", y)));
      return model.write(directory);
    }
  }

  /** Writes a file when it is loaded, and reads it when it is asked. */
  public static Path touchingFiles(Path file, Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Operand<TString> path = tf.constant(file.toString());
      String write = tf.io.writeFile(path, tf.constant("by the model")).op().name();
      TensorInfo none = TensorInfo.newBuilder().setName(write).build();
      model.sign("__saved_model_init_op", List.of(), List.of(new Named("__saved_model_init_op", none)));
      model.sign("serving_default", List.of(), List.of(info("y", tf.io.readFile(path))));
      return model.write(directory);
    }
  }

  /** Signatures of examples: "classes" classifies and "values" regresses their feature x. */
  public static Path examples(Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TString> examples = model.input("examples", TString.class, Shape.of(-1));
      Output<?> x =
          tf.io
              .parseExample(
                  examples,
                  tf.fill(tf.array(0), tf.constant("")),
                  tf.fill(tf.array(0), tf.constant("")),
                  tf.array("x"),
                  tf.fill(tf.array(0), tf.constant("")),
                  List.of(tf.array(0f)),
                  0L,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(Shape.of(1)))
              .denseValues()
              .get(0);
      model.sign("classes", List.of(info("inputs", examples)), List.of(info("scores", x)));
      model.setMethod("classes", "tensorflow/serving/classify");
      model.sign("values", List.of(info("inputs", examples)), List.of(info("outputs", x)));
      model.setMethod("values", "tensorflow/serving/regress");
      return model.write(directory);
    }
  }

  private void setMethod(String signature, String method) {
    metaGraph.putSignatureDef(
        signature,
        metaGraph.getSignatureDefOrThrow(signature).toBuilder().setMethodName(method).build());
  }

  /** Answers with as many floats as it is asked for. */
  public static Path filling(Path directory) {
    try (TestModels model = new TestModels()) {
      Placeholder<TInt64> size = model.input("size", TInt64.class, Shape.of(1));
      model.sign(
          "serving_default",
          List.of(info("size", size)),
          List.of(info("y", model.tf.fill(size, model.tf.constant(1f)))));
      return model.write(directory);
    }
  }

  /** Has so many bytes of constants. */
  public static Path heavy(int bytes, Path directory) {
    try (TestModels model = new TestModels()) {
      Ops tf = model.tf;
      Placeholder<TFloat32> x = model.input("x", TFloat32.class, Shape.of(-1));
      Operand<TFloat32> weights = tf.constant(new float[bytes / Float.BYTES]);
      Operand<TFloat32> sum = tf.reduceSum(weights, tf.constant(0));
      model.sign("serving_default", List.of(info("x", x)), List.of(info("y", tf.math.add(x, sum))));
      return model.write(directory);
    }
  }

  /** A type that TensorFlow has and TensorFlow Java has not. */
  private Operand<?> toInt16(Operand<?> values) {
    return graph
        .opBuilder("Cast", "to_int16", tf.scope())
        .addInput(values.asOutput())
        .setAttr("DstT", DataType.DT_INT16)
        .build()
        .output(0);
  }

  private <T extends TType> Placeholder<T> input(String name, Class<T> type, Shape shape) {
    return tf.withName(name + "_input").placeholder(type, Placeholder.shape(shape));
  }

  private record Named(String name, TensorInfo info) {}

  private static Named info(String name, Operand<?> operand) {
    Output<?> output = operand.asOutput();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (output.shape().isUnknown()) {
      shape.setUnknownRank(true);
    } else {
      for (long size : output.shape().asArray()) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return new Named(
        name,
        TensorInfo.newBuilder()
            .setName(output.op().name() + ":" + output.index())
            .setDtype(output.dataType())
            .setTensorShape(shape)
            .build());
  }

  private void sign(String name, List<Named> inputs, List<Named> outputs) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    inputs.forEach(input -> signature.putInputs(input.name(), input.info()));
    outputs.forEach(output -> signature.putOutputs(output.name(), output.info()));
    metaGraph.putSignatureDef(name, signature.build());
  }

  private Path write(Path directory) {
    metaGraph
        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
        .setGraphDef(graph.toGraphDef());
    try {
      Files.createDirectories(directory);
      Files.write(
          directory.resolve("saved_model.pb"),
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(metaGraph)
              .build()
              .toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  @Override
  public void close() {
    graph.close();
  }
}
