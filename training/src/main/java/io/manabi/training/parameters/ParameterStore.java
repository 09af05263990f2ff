package io.manabi.training.parameters;

import io.manabi.core.ManabiException;
import io.manabi.training.network.Parameter;
import io.manabi.training.network.Regularization;
import io.manabi.training.network.Slot;
import io.manabi.training.saved.Saver;
import io.manabi.training.saved.Slice;
import io.manabi.training.saved.Variables;
import io.manabi.training.spec.Learning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph: the parameters of the model and the slots of the optimizer, spread over
 * the parameter servers by size. Every task computes the same places, for the parameters come in
 * the same order everywhere.
 */
public final class ParameterStore {
  /** The name of the moving average of a parameter, after that of the parameter. */
  private static final String AVERAGE = "/ExponentialMovingAverage";

  /** A prime, so that the seeds of parts and of parameters do not meet. */
  private static final long SEEDS_A_PART = 1_000_003;

  /** More numbers than this, and a table is worth the messages of its own rows. */
  private static final long LARGE = ParameterExchange.SMALL;

  private final Ops tf;
  private final List<Placed> placed = new ArrayList<>();
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final List<Op> initializers = new ArrayList<>();
  private final List<Saver.Entry> entries = new ArrayList<>();

  private ParameterStore(Ops tf) {
    this.tf = tf.withSubScope("parameters");
  }

  /** The parameters on the only device there is, without slots: to evaluate and to serve. */
  public static ParameterStore local(Ops tf, List<Parameter> parameters) {
    ParameterStore store = new ParameterStore(tf);
    parameters.forEach(
        parameter -> store.placed.add(store.place(parameter, null, List.of(), false, null, 0)));
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
   * @param byRow whether large tables are changed by row
   * @throws ManabiException if there are more servers than parameters
   */
  public static ParameterStore create(
      Ops tf,
      List<Parameter> parameters,
      Learning learning,
      long seed,
      List<DeviceSpec> devices,
      boolean byRow) {
    ParameterStore store = new ParameterStore(tf);
    long[] load = new long[Math.max(1, devices.size())];
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      List<Slot> slots = parameter.learned() ? learning.optimizer().slots() : List.of();
      boolean averaged = parameter.learned() && learning.regularization().averages();
      if (byRow && parameter.byRow() && parameter.shape().size() > LARGE) {
        store.addTable(parameter, slots, averaged, devices, load, seed + i);
        continue;
      }
      int lightest = 0;
      for (int d = 1; d < load.length; d++) {
        lightest = load[d] < load[lightest] ? d : lightest;
      }
      load[lightest] += parameter.shape().size();
      DeviceSpec device = devices.isEmpty() ? null : devices.get(lightest);
      store.placed.add(store.place(parameter, null, slots, averaged, device, seed + i));
    }
    if (devices.size() > store.placed.size() + store.parts().size()) {
      throw ManabiException.user(
          String.format(
              Locale.ROOT,
              "There are %d parameter servers for the %d parameters of the model; leave out those that would hold none.",
              devices.size(),
              parameters.size()));
    }
    return store;
  }

  /** Adds a table, in parts of the same size on all devices. */
  private void addTable(
      Parameter table,
      List<Slot> slots,
      boolean averaged,
      List<DeviceSpec> devices,
      long[] load,
      long seed) {
    long rows = table.shape().get(0);
    long width = table.shape().get(1);
    long block = (rows - 1) / load.length + 1;
    List<Placed> parts = new ArrayList<>();
    for (long first = 0; first < rows; first += block) {
      int d = parts.size();
      Parameter part = table.withShape(Shape.of(Math.min(block, rows - first), width));
      load[d] += part.shape().size();
      parts.add(
          place(
              part,
              block == rows ? null : new Slice(table.shape(), first),
              slots,
              averaged,
              devices.isEmpty() ? null : devices.get(d),
              seed + SEEDS_A_PART * d));
    }
    tables.put(table.name(), new Table(table, block, List.copyOf(parts)));
  }

  private Placed place(
      Parameter parameter,
      @Nullable Slice slice,
      List<Slot> slots,
      boolean averaged,
      @Nullable DeviceSpec device,
      long seed) {
    Ops there = on(device);
    String name = parameter.name();
    Operand<TFloat32> first = parameter.initializer().build(there, parameter.shape(), seed);
    List<Operand<? extends TType>> handles = new ArrayList<>();
    handles.add(variable(name, slice, there, device, first));
    for (Slot slot : slots) {
      Operand<TFloat32> initial =
          there.fill(there.constant(parameter.shape()), there.constant(slot.initial()));
      handles.add(variable(name + "/" + slot.name(), slice, there, device, initial));
    }
    Operand<? extends TType> average =
        averaged ? variable(name + AVERAGE, slice, there, device, first) : null;
    return new Placed(parameter, slice, device, List.copyOf(handles), average);
  }

  private Operand<? extends TType> variable(
      String name,
      @Nullable Slice slice,
      Ops there,
      @Nullable DeviceSpec device,
      Operand<TFloat32> initial) {
    String shared = slice == null ? name : name + "/from_" + slice.first();
    Operand<? extends TType> handle = Variables.handle(there, shared, initial.shape());
    initializers.add(there.assignVariableOp(handle, initial));
    entries.add(new Saver.Entry(name, handle, TFloat32.class, device, slice));
    return handle;
  }

  /** Builds on a device; null means wherever TensorFlow likes. */
  public Ops on(@Nullable DeviceSpec device) {
    return device == null ? tf : tf.withDevice(device);
  }

  /** The parameters that are read as a whole, in the order of the model. */
  public List<Placed> placed() {
    return placed;
  }

  /** The values of {@link #placed()}. */
  public List<Operand<TFloat32>> read(Ops tf) {
    return placed().stream()
        .map(each -> Variables.read(tf, each.parameter().name(), each.handle()))
        .toList();
  }

  /** The parameters that are read by row, in the order of the model, by name. */
  Map<String, Table> tables() {
    return tables;
  }

  /** The parts of the latter. */
  public List<Placed> parts() {
    return tables.values().stream().flatMap(table -> table.parts().stream()).toList();
  }

  private List<Placed> all() {
    return Stream.of(placed, parts()).flatMap(List::stream).toList();
  }

  /** Operations that each fail with {@code message} if a number of a parameter is not finite. */
  public List<Op> checks(String message) {
    List<Op> checks = new ArrayList<>();
    for (Placed each : all()) {
      Ops there = on(each.device());
      checks.add(
          there.debugging.checkNumerics(
              there.readVariableOp(each.handle(), TFloat32.class), message));
    }
    return checks;
  }

  /** Operations that give every variable its first value. */
  public List<Op> initializers() {
    return initializers;
  }

  /**
   * What loaders of SavedModels know of the variables, where there are no slots.
   *
   * @param values what reads them, in the same order
   */
  public List<Variables.Described> describe(List<Operand<TFloat32>> values) {
    List<Variables.Described> all = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      Placed each = placed.get(i);
      all.add(
          new Variables.Described(
              each.handle(), initializers.get(i), values.get(i), each.parameter().learned()));
    }
    return all;
  }

  /** What belongs into a checkpoint. */
  public List<Saver.Entry> entries() {
    return entries;
  }

  /**
   * What to read from a checkpoint to use the model: where there are averages of parameters, those
   * in the place of the parameters.
   */
  public List<Saver.Entry> entriesToUse(Regularization regularization) {
    List<Saver.Entry> used = new ArrayList<>();
    for (Placed each : all()) {
      boolean averaged = regularization.averages() && each.parameter().learned();
      String name = each.parameter().name() + (averaged ? AVERAGE : "");
      used.add(new Saver.Entry(name, each.handle(), TFloat32.class, each.device(), each.slice()));
    }
    return used;
  }
}
