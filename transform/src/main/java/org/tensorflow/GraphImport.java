package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefResults;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDefWithResults;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddInputMapping;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddReturnOutput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetDefaultDevice;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetUniquifyPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefResultsReturnOutputs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.NullMarked;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_ImportGraphDefResults;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.GraphDef;

/**
 * Copies a graph into another one with some of its inputs replaced by tensors that are there. The
 * public {@link Graph#importGraphDef} cannot replace inputs, the C API can; its handles are reached
 * from this package only.
 */
@NullMarked
public final class GraphImport {
  private GraphImport() {}

  /**
   * Copies {@code source}, its function library included.
   *
   * @param target where the copy goes
   * @param source what to copy
   * @param prefix of the names of the copies; TensorFlow adds a number if it is in use
   * @param device where ops without a device go, or empty
   * @param inputs names of tensors that {@code source} refers to, with what replaces them
   * @param outputs names of tensors in {@code source}
   * @return the copies of {@code outputs}
   * @throws org.tensorflow.exceptions.TensorFlowException if the copy makes no valid graph
   */
  @SuppressWarnings(
      "try") // The scope is there to be closed: it frees the native objects made in it.
  public static List<Output<?>> into(
      Graph target,
      GraphDef source,
      String prefix,
      String device,
      Map<String, Output<?>> inputs,
      List<String> outputs) {
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = target.ref()) {
      TF_ImportGraphDefOptions options = TF_ImportGraphDefOptions.newImportGraphDefOptions();
      TF_ImportGraphDefOptionsSetPrefix(options, prefix);
      TF_ImportGraphDefOptionsSetUniquifyPrefix(options, (byte) 1);
      if (!device.isEmpty()) {
        TF_ImportGraphDefOptionsSetDefaultDevice(options, device);
      }
      inputs.forEach(
          (name, replacement) ->
              TF_ImportGraphDefOptionsAddInputMapping(
                  options, operation(name), index(name), handle(replacement)));
      outputs.forEach(
          name -> TF_ImportGraphDefOptionsAddReturnOutput(options, operation(name), index(name)));
      TF_Status status = TF_Status.newStatus();
      TF_ImportGraphDefResults results =
          TF_GraphImportGraphDefWithResults(
              reference.nativeHandle(), TF_Buffer.newBufferFromString(source), options, status);
      status.throwExceptionIfNotOK();
      try {
        return returned(target, results);
      } finally {
        TF_DeleteImportGraphDefResults(results);
      }
    }
  }

  private static List<Output<?>> returned(Graph target, TF_ImportGraphDefResults results) {
    IntPointer count = new IntPointer(1);
    PointerPointer<TF_Output> array = new PointerPointer<>(1);
    TF_ImportGraphDefResultsReturnOutputs(results, count, array);
    TF_Output first = array.get(TF_Output.class);
    List<Output<?>> outputs = new ArrayList<>();
    for (int i = 0; i < count.get(); i++) {
      TF_Output output = first.getPointer(i);
      outputs.add(new GraphOperation(target, output.oper()).output(output.index()));
    }
    return outputs;
  }

  private static TF_Output handle(Output<?> output) {
    TF_Output handle = new TF_Output();
    handle.oper(((GraphOperation) output.op()).getUnsafeNativeHandle());
    handle.index(output.index());
    return handle;
  }

  private static String operation(String tensor) {
    return tensor.substring(0, tensor.lastIndexOf(':'));
  }

  private static int index(String tensor) {
    return Integer.parseInt(tensor.substring(tensor.lastIndexOf(':') + 1));
  }
}
