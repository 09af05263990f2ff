package io.manabi.samples.mnist;

import io.manabi.core.files.AtomicFiles;
import io.manabi.transform.TransformGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A transform graph as a server has it: written, read and called by signature. */
final class ServedTransform implements AutoCloseable {
  private final Path folder;
  private final SavedModelBundle bundle;

  ServedTransform(TransformGraph transform) {
    try {
      folder = Files.createTempDirectory("transform");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    transform.write(folder);
    bundle = SavedModelBundle.load(folder.toString(), "serve");
  }

  /** What the model gets, [N, 784], for N values of a column. */
  float[][] call(String function, String column, byte[]... values) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.vectorOfObjects(values));
        Result result = bundle.function(function).call(Map.of(column, tensor))) {
      return StdArrays.array2dCopyOf((TFloat32) result.get("inputs").orElseThrow());
    }
  }

  @Override
  public void close() {
    bundle.close();
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
