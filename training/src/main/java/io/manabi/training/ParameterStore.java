package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Regularization;
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
  /** The name of the moving average of a parameter, after that of the parameter. */
  private static final String AVERAGE = "/ExponentialMovingAverage";

  /**
   * A parameter with its place and its variables.
   *
   * @param parameter the parameter
   * @param device where it is; null where there is only one device
   * @param handles its own handle first, then those of the optimizer's slots
   * @param average the handle of its moving average, if it has one
   */
  record Placed(
      Parameter parameter,
      @Nullable DeviceSpec device,
      List<Operand<? extends TType>> handles,
      @Nullable Operand<? extends TType> average) {
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
    ParameterStore store = new ParameterStore(tf);
    parameters.forEach(parameter -> store.add(parameter, List.of(), false, null, 0));
    return store;
  }

  /**
   * Creates the variables.
   *
   * @param tf where to build
   * @param parameters the parameters of the model
   * @param learning tells what belongs to a parameter
   * @param seed of the first values
   * @param devices the parameter servers; empty if there are none
   * @throws ManabiException if there are more servers than parameters
   */
  static ParameterStore create(
      Ops tf, List<Parameter> parameters, Learning learning, long seed, List<DeviceSpec> devices) {
    if (devices.size() > parameters.size()) {
      throw ManabiException.user(
          "There are %d parameter servers for the %d parameters of the model; leave out those that would hold none."
              .formatted(devices.size(), parameters.size()));
    }
    ParameterStore store = new ParameterStore(tf);
    long[] load = new long[Math.max(1, devices.size())];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int lightest = 0;
      for (int d = 1; d < load.length; d++) {
        lightest = load[d] < load[lightest] ? d : lightest;
      }
      load[lightest] += parameter.shape().size();
      store.add(
          parameter,
          parameter.learned() ? learning.optimizer().slots() : List.of(),
          parameter.learned() && learning.regularization().averages(),
          devices.isEmpty() ? null : devices.get(lightest),
          seed + i);
    }
    return store;
  }

  private void add(
      Parameter parameter,
      List<Slot> slots,
      boolean averaged,
      @Nullable DeviceSpec device,
      long seed) {
    Ops there = on(device);
    String name = parameter.name();
    Operand<TFloat32> first = parameter.initializer().build(there, parameter.shape(), seed);
    List<Operand<? extends TType>> handles = new ArrayList<>();
    handles.add(variable(name, there, device, first));
    for (Slot slot : slots) {
      Operand<TFloat32> initial =
          there.fill(there.constant(parameter.shape()), there.constant(slot.initial()));
      handles.add(variable(name + "/" + slot.name(), there, device, initial));
    }
    Operand<? extends TType> average =
        averaged ? variable(name + AVERAGE, there, device, first) : null;
    placed.add(new Placed(parameter, device, List.copyOf(handles), average));
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

  /** Operations that each fail with {@code message} if a number of a parameter is not finite. */
  List<Op> checks(String message) {
    List<Op> checks = new ArrayList<>();
    for (Placed each : placed) {
      Ops there = on(each.device());
      checks.add(
          there.debugging.checkNumerics(
              there.readVariableOp(each.handle(), TFloat32.class), message));
    }
    return checks;
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
   * What to read from a checkpoint to use the model: where there are averages of parameters, those
   * in the place of the parameters.
   */
  List<Saver.Entry> entriesToUse(Regularization regularization) {
    List<Saver.Entry> used = new ArrayList<>();
    for (Placed each : placed) {
      boolean averaged = regularization.averages() && each.parameter().learned();
      String name = each.parameter().name() + (averaged ? AVERAGE : "");
      used.add(new Saver.Entry(name, each.handle(), TFloat32.class, each.device()));
    }
    return used;
  }

  /**
   * Builds the update of every parameter.
   *
   * @param learning tells how
   * @param gradients in the order of {@link #placed()}, with what is to be taken off in the places
   *     of parameters that are not learned
   * @param rate the learning rate
   * @param update the number of the update
   */
  List<Op> apply(
      Learning learning,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> rate,
      Operand<TFloat32> update) {
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      Placed each = placed.get(i);
      Ops there = on(each.device());
      Operand<TFloat32> gradient = gradients.get(i);
      if (!each.parameter().learned()) {
        updates.add(there.assignSubVariableOp(each.handle(), gradient));
        continue;
      }
      Op learned =
          learning.optimizer().apply(new Update(there, each.handles(), gradient, rate, update));
      updates.add(
          each.average() == null
              ? learned
              : moveAverage(
                  there.withControlDependencies(learned),
                  each.handle(),
                  each.average(),
                  learning.regularization().averageShare(there, update)));
    }
    return updates;
  }

  private static Op moveAverage(
      Ops after,
      Operand<? extends TType> parameter,
      Operand<? extends TType> average,
      Operand<TFloat32> share) {
    Operand<TFloat32> ahead =
        after.math.sub(
            after.readVariableOp(average, TFloat32.class),
            after.readVariableOp(parameter, TFloat32.class));
    return after.assignSubVariableOp(average, after.math.mul(ahead, share));
  }
}
