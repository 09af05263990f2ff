package io.manabi.training;

import io.manabi.training.ParameterStore.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Carries parameters from the parameter servers to a task and gradients back. A message has a fixed
 * cost, so small parameters of one server travel together as one tensor; a large one travels alone.
 */
final class ParameterExchange {
  private static final long SMALL = 1 << 15;

  private final ParameterStore store;
  private final Ops task;
  private final List<List<Integer>> messages;

  /**
   * An exchange between {@code store} and the device of {@code task}.
   *
   * @param store the parameters
   * @param task builds on the device of the task
   * @param remote whether that is another process
   */
  ParameterExchange(ParameterStore store, Ops task, boolean remote) {
    this.store = store;
    this.task = task;
    this.messages = remote ? messages(store.placed()) : List.of();
  }

  private static List<List<Integer>> messages(List<Placed> placed) {
    Map<DeviceSpec, List<Integer>> small = new LinkedHashMap<>();
    List<List<Integer>> messages = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      DeviceSpec device = placed.get(i).device();
      if (device == null) {
        throw new IllegalArgumentException("a remote parameter needs a device");
      }
      if (placed.get(i).parameter().shape().size() > SMALL) {
        messages.add(List.of(i));
      } else {
        small.computeIfAbsent(device, d -> new ArrayList<>()).add(i);
      }
    }
    messages.addAll(small.values());
    return messages;
  }

  /** The values of the parameters on the task's device, in the order of the store. */
  List<Operand<TFloat32>> fetch() {
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Placed each : store.placed()) {
      values.add(store.on(each.device()).readVariableOp(each.handle(), TFloat32.class));
    }
    for (List<Integer> message : messages) {
      if (message.size() > 1) {
        unpack(pack(values, message, store.on(device(message))), message, task, values);
      }
    }
    return values;
  }

  /**
   * The gradients on the devices of the parameters.
   *
   * @param gradients on the task's device, in the order of the store
   */
  List<Operand<TFloat32>> send(List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> arrived = new ArrayList<>(gradients);
    for (List<Integer> message : messages) {
      if (message.size() > 1) {
        unpack(pack(gradients, message, task), message, store.on(device(message)), arrived);
      }
    }
    return arrived;
  }

  private DeviceSpec device(List<Integer> message) {
    DeviceSpec device = store.placed().get(message.get(0)).device();
    if (device == null) {
      throw new IllegalStateException("a remote parameter needs a device");
    }
    return device;
  }

  private static Operand<TFloat32> pack(
      List<Operand<TFloat32>> tensors, List<Integer> message, Ops sender) {
    Operand<TInt32> flat = sender.constant(new int[] {-1});
    List<Operand<TFloat32>> pieces = new ArrayList<>();
    for (int i : message) {
      pieces.add(sender.reshape(tensors.get(i), flat));
    }
    return sender.concat(pieces, sender.constant(0));
  }

  private void unpack(
      Operand<TFloat32> packed, List<Integer> message, Ops receiver, List<Operand<TFloat32>> into) {
    long[] sizes =
        message.stream().mapToLong(i -> store.placed().get(i).parameter().shape().size()).toArray();
    List<? extends Operand<TFloat32>> pieces =
        receiver
            .splitV(packed, receiver.constant(sizes), receiver.constant(0), (long) message.size())
            .output();
    for (int k = 0; k < message.size(); k++) {
      int i = message.get(k);
      into.set(
          i,
          receiver.reshape(
              pieces.get(k), receiver.constant(store.placed().get(i).parameter().shape())));
    }
  }
}
