package io.manabi.prediction.saved;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Memory outside Java's heap for what a run needs beside its tensors. Each thread has its own and
 * uses it again: JavaCPP keeps a list of all that is allocated, under one lock, which threads that
 * run small graphs would otherwise wait for more than they run.
 */
final class RunMemory {
  private static final ThreadLocal<RunMemory> OF_THREAD = ThreadLocal.withInitial(RunMemory::new);

  private final TF_Status status = TF_Status.newStatus();
  private final TF_Buffer options = new TF_Buffer().data_deallocator(null);
  private BytePointer optionBytes = new BytePointer(64);
  private PointerPointer<TF_Tensor> feeds = new PointerPointer<>(8);
  private PointerPointer<TF_Tensor> fetches = new PointerPointer<>(8);

  /** That of this thread; what is in it is of use until the next run. */
  static RunMemory ofThread() {
    return OF_THREAD.get();
  }

  TF_Status status() {
    return status;
  }

  /** These bytes as TensorFlow takes them. */
  TF_Buffer options(byte[] bytes) {
    if (optionBytes.capacity() < bytes.length) {
      optionBytes.deallocate();
      optionBytes = new BytePointer(bytes.length);
    }
    optionBytes.put(bytes, 0, bytes.length);
    return options.data(optionBytes).length(bytes.length);
  }

  /** These tensors as TensorFlow takes them. */
  PointerPointer<TF_Tensor> feeds(List<TF_Tensor> tensors) {
    feeds = ofSize(tensors.size(), feeds);
    for (int i = 0; i < tensors.size(); i++) {
      feeds.put(i, tensors.get(i));
    }
    return feeds;
  }

  /** Room for so many tensors. */
  PointerPointer<TF_Tensor> fetches(int count) {
    fetches = ofSize(count, fetches);
    return fetches;
  }

  /** What a run has put there, to be deleted by the caller. */
  List<TF_Tensor> fetched(int count) {
    List<TF_Tensor> tensors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Pointer address = fetches.get(i);
      tensors.add(new TF_Tensor(address));
    }
    return tensors;
  }

  private static PointerPointer<TF_Tensor> ofSize(int count, PointerPointer<TF_Tensor> given) {
    if (given.capacity() >= count) {
      return given;
    }
    given.deallocate();
    return new PointerPointer<>(count);
  }
}
