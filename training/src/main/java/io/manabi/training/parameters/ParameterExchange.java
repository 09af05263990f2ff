package io.manabi.training.parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * Carries parameters from the parameter servers to a task and gradients back. A message has a fixed
 * cost, so small parameters of one server travel together; a large one travels alone.
 */
public final class ParameterExchange {
  /** So many numbers, or fewer, travel with others. */
  static final long SMALL = 1 << 15;

  private final ParameterStore store;
  private final Ops task;
  private final boolean bfloat16;
  private final List<Message> messages;

  /** What travels together, from or to one server. */
  private record Message(DeviceSpec device, Bucket bucket) {}

  /** What becomes of gradients that have arrived at their server. */
  public interface Arrival {
    /** Of whole parameters: what becomes of a bucket that has arrived. */
    default Operand<TFloat32> arrived(Ops there, Operand<TFloat32> bucket) {
      return bucket;
    }

    /** Of rows: what becomes of those that have arrived at the part that they are of. */
    default RowGradient arrived(Ops there, Placed part, RowGradient rows) {
      return rows;
    }
  }

  /**
   * An exchange between {@code store} and the device of {@code task}.
   *
   * @param store the parameters, all on servers
   * @param task builds on the device of the task
   * @param bfloat16 whether gradients travel as bfloat16
   */
  public ParameterExchange(ParameterStore store, Ops task, boolean bfloat16) {
    this.store = store;
    this.task = task;
    this.bfloat16 = bfloat16;
    this.messages = messages(store.placed());
  }

  private static List<Message> messages(List<Placed> placed) {
    Map<DeviceSpec, List<Integer>> small = new LinkedHashMap<>();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      DeviceSpec device = placed.get(i).device();
      if (device == null) {
        throw new IllegalArgumentException("a remote parameter needs a device");
      }
      if (placed.get(i).parameter().shape().size() > SMALL) {
        messages.add(message(device, List.of(i), placed));
      } else {
        small.computeIfAbsent(device, d -> new ArrayList<>()).add(i);
      }
    }
    small.forEach((device, members) -> messages.add(message(device, members, placed)));
    return messages;
  }

  private static Message message(DeviceSpec device, List<Integer> members, List<Placed> placed) {
    return new Message(
        device,
        new Bucket(members, members.stream().map(i -> placed.get(i).parameter().shape()).toList()));
  }

  /**
   * The values of the parameters on the task's device.
   *
   * @param after what must have been done before they are read
   */
  public TaskParameters fetch(List<Op> after) {
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Placed each : store.placed()) {
      values.add(
          store
              .on(each.device())
              .withControlDependencies(after)
              .readVariableOp(each.handle(), TFloat32.class));
    }
    for (Message message : messages) {
      Bucket bucket = message.bucket();
      bucket.unpack(task, bucket.pack(store.on(message.device()), values), values);
    }
    return new TaskParameters(store, task, after, values);
  }

  /**
   * The gradients on the devices of the parameters.
   *
   * @param gradients on the task's device
   * @param arrival what becomes of a bucket before it is taken apart, and of rows
   */
  public StepGradients send(StepGradients gradients, Arrival arrival) {
    List<Operand<TFloat32>> whole = new ArrayList<>(gradients.whole());
    for (Message message : messages) {
      Ops there = store.on(message.device());
      Operand<TFloat32> packed = message.bucket().pack(task, gradients.whole());
      message.bucket().unpack(there, arrival.arrived(there, carry(there, packed)), whole);
    }
    List<RowGradient> rows = new ArrayList<>();
    List<Placed> parts = store.parts();
    for (int i = 0; i < parts.size(); i++) {
      Placed part = parts.get(i);
      Ops there = store.on(part.device());
      RowGradient sent = gradients.rows().get(i);
      RowGradient arrived =
          new RowGradient(there.identity(sent.rows()), carry(there, sent.values()));
      rows.add(arrival.arrived(there, part, arrived));
    }
    return new StepGradients(whole, rows);
  }

  private Operand<TFloat32> carry(Ops there, Operand<TFloat32> gradient) {
    return bfloat16
        ? there.dtypes.cast(task.dtypes.cast(gradient, TBfloat16.class), TFloat32.class)
        : there.identity(gradient);
  }
}
