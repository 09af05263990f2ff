package io.manabi.training;

import io.manabi.training.network.Optimizer;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Slot;
import io.manabi.training.network.Update;
import io.manabi.training.saved.Saver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph: the parameters of the model and the slots of the optimizer, spread over
 * the parameter servers by size. Every task computes the same places, for the parameters come in
 * the same order everywhere.
 */
final class ParameterStore {
  /** A parameter with its place and its variables: its own handle first, then those of slots. */
  record Placed(
      Parameter parameter, @Nullable DeviceSpec device, List<Operand<? extends TType>> handles) {
    Operand<? extends TType> handle() {
      return handles.get(0);
    }
  }

  private final Ops tf;
  private final List<Placed> placed = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();
  private final List<Saver.Entry> entries = new ArrayList<>();

  private ParameterStore(Ops tf) {
    this.tf = tf;
  }

  /** The parameters on the only device there is, without slots: to evaluate and to serve. */
  static ParameterStore local(Ops tf, List<Parameter> parameters) {
    return create(tf, parameters, List.of(), List.of(), 0);
  }

  /**
   * Creates the variables.
   *
   * @param tf where to build
   * @param parameters the parameters of the model
   * @param slots the optimizer's slots
   * @param devices the parameter servers; empty if there are none
   * @param seed the seed of the first values
   */
  static ParameterStore create(
      Ops tf, List<Parameter> parameters, List<Slot> slots, List<DeviceSpec> devices, long seed) {
    ParameterStore store = new ParameterStore(tf);
    long[] load = new long[Math.max(1, devices.size())];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int lightest = 0;
      for (int d = 1; d < load.length; d++) {
        lightest = load[d] < load[lightest] ? d : lightest;
      }
      load[lightest] += parameter.shape().size();
      store.add(parameter, slots, devices.isEmpty() ? null : devices.get(lightest), seed + i);
    }
    return store;
  }

  private void add(Parameter parameter, List<Slot> slots, @Nullable DeviceSpec device, long seed) {
    Ops there = on(device);
    List<Operand<? extends TType>> handles = new ArrayList<>();
    handles.add(
        variable(
            parameter.name(),
            there,
            device,
            parameter.initializer().build(there, parameter.shape(), seed)));
    for (Slot slot : parameter.learned() ? slots : List.<Slot>of()) {
      Operand<TFloat32> initial =
          there.fill(there.constant(parameter.shape()), there.constant(slot.initial()));
      handles.add(variable(parameter.name() + "/" + slot.name(), there, device, initial));
    }
    placed.add(new Placed(parameter, device, List.copyOf(handles)));
  }

  private Operand<? extends TType> variable(
      String name, Ops there, @Nullable DeviceSpec device, Operand<TFloat32> initial) {
    VarHandleOp handle =
        there
            .withName(name.replace('/', '_'))
            .varHandleOp(TFloat32.class, initial.shape(), VarHandleOp.sharedName(name));
    initializers.add(there.assignVariableOp(handle, initial));
    entries.add(new Saver.Entry(name, handle, TFloat32.class, device));
    return handle;
  }

  /** Builds on a device; null means wherever TensorFlow likes. */
  Ops on(@Nullable DeviceSpec device) {
    return device == null ? tf : tf.withDevice(device);
  }

  /** The parameters, in the order of the model. */
  List<Placed> placed() {
    return placed;
  }

  /** Operations that give every variable its first value. */
  List<Op> initializers() {
    return initializers;
  }

  /** What belongs into a checkpoint. */
  List<Saver.Entry> entries() {
    return entries;
  }

  /**
   * Builds the update of every parameter; {@code gradients} in the order of {@link #placed()}, with
   * what is to be taken off in the places of parameters that are not learned.
   */
  List<Op> apply(
      Optimizer optimizer,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> rate,
      Operand<TFloat32> update) {
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      Placed each = placed.get(i);
      Ops there = on(each.device());
      updates.add(
          each.parameter().learned()
              ? optimizer.apply(new Update(there, each.handles(), gradients.get(i), rate, update))
              : there.assignSubVariableOp(each.handle(), gradients.get(i)));
    }
    return updates;
  }
}
