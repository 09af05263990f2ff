package io.manabi.training.saved;

import io.manabi.training.cluster.SideRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Identity;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Operations that write variables into a checkpoint and read them back, in TensorFlow's V2 format.
 * Each device writes its own part; the parts are then merged into one checkpoint.
 */
public final class Saver {
  private final Operand<TString> prefix;
  private final Identity<TString> save;
  private final Op restore;
  private final Map<String, Shape> shapes;

  private Saver(
      Operand<TString> prefix, Identity<TString> save, Op restore, Map<String, Shape> shapes) {
    this.prefix = prefix;
    this.save = save;
    this.restore = restore;
    this.shapes = shapes;
  }

  /**
   * A variable to save.
   *
   * @param name its name in the checkpoint
   * @param handle the resource
   * @param type its type
   * @param device where it lives; null where there is only one device
   * @param slice which rows of the variable of that name it is; null for all
   */
  public record Entry(
      String name,
      Operand<? extends TType> handle,
      Class<? extends TType> type,
      @Nullable DeviceSpec device,
      @Nullable Slice slice) {

    /** A whole variable. */
    public Entry(
        String name,
        Operand<? extends TType> handle,
        Class<? extends TType> type,
        @Nullable DeviceSpec device) {
      this(name, handle, type, device, null);
    }
  }

  /**
   * A lock that those who change the variables hold.
   *
   * @param tf builds where it is
   * @param mutex the resource
   */
  public record Lock(Ops tf, Operand<? extends TType> mutex) {}

  /** Builds the operations for these variables. */
  public static Saver build(Ops tf, List<Entry> entries) {
    return build(tf, entries, null);
  }

  /**
   * Builds the operations for these variables.
   *
   * @param lock held while they are read, so that they are all of one moment; null if they need not
   *     be
   */
  public static Saver build(Ops tf, List<Entry> entries, @Nullable Lock lock) {
    Map<@Nullable DeviceSpec, List<Entry>> byDevice = new LinkedHashMap<>();
    entries.forEach(
        entry -> byDevice.computeIfAbsent(entry.device(), d -> new ArrayList<>()).add(entry));
    Operand<TString> prefix =
        tf.withName("save_prefix").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    List<Operand<TString>> parts = new ArrayList<>();
    Operand<? extends TType> held = lock == null ? null : lock.tf().mutexLock(lock.mutex());
    List<Op> reads = new ArrayList<>();
    List<Op> saves = new ArrayList<>();
    List<Op> restores = new ArrayList<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    byDevice.forEach(
        (device, members) -> {
          Ops there = device == null ? tf : tf.withDevice(device);
          Operand<TString> part =
              byDevice.size() == 1
                  ? prefix
                  : tf.strings.join(List.of(prefix, tf.constant("_temp/part-" + parts.size())));
          parts.add(part);
          List<Operand<?>> values = read(there, members, held);
          reads.addAll(values);
          Operand<TString> names = names(there, members);
          Operand<TString> slices = slices(there, members, values);
          saves.add(there.train.save(part, names, slices, values));
          for (int i = 0; i < values.size(); i++) {
            Slice slice = members.get(i).slice();
            shapes.put(
                members.get(i).name(), slice == null ? values.get(i).shape() : slice.whole());
          }
          restores.add(restore(there, prefix, members, names, slices));
        });
    if (lock != null && held != null) {
      saves.add(lock.tf().withControlDependencies(reads).consumeMutexLock(held));
    }
    Op merge = tf.withControlDependencies(saves).noOp();
    if (parts.size() > 1) {
      Ops first = byDevice.keySet().stream().findFirst().map(tf::withDevice).orElse(tf);
      merge =
          first.withControlDependencies(saves).train.mergeV2Checkpoints(first.stack(parts), prefix);
    }
    return new Saver(
        prefix,
        tf.withControlDependencies(merge).withName("save_path").identity(prefix),
        tf.withControlDependencies(restores).withName("restore_all").noOp(),
        shapes);
  }

  private static List<Operand<?>> read(
      Ops tf, List<Entry> entries, @Nullable Operand<? extends TType> held) {
    Ops locked = held == null ? tf : tf.withControlDependencies(held);
    List<Operand<?>> values = new ArrayList<>();
    for (Entry entry : entries) {
      values.add(locked.readVariableOp(entry.handle(), entry.type()));
    }
    return values;
  }

  private static Op restore(
      Ops tf,
      Operand<TString> prefix,
      List<Entry> entries,
      Operand<TString> names,
      Operand<TString> slices) {
    List<Class<? extends TType>> types = new ArrayList<>();
    entries.forEach(entry -> types.add(entry.type()));
    List<Output<?>> values = tf.train.restore(prefix, names, slices, types).tensors();
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      assignments.add(
          tf.assignVariableOp(
              entries.get(i).handle(), values.get(i), AssignVariableOp.validateShape(true)));
    }
    return tf.withControlDependencies(assignments).noOp();
  }

  private static Operand<TString> names(Ops tf, List<Entry> entries) {
    return tf.array(entries.stream().map(Entry::name).toArray(String[]::new));
  }

  private static Operand<TString> slices(Ops tf, List<Entry> entries, List<Operand<?>> variables) {
    String[] slices = new String[entries.size()];
    for (int i = 0; i < slices.length; i++) {
      Slice slice = entries.get(i).slice();
      slices[i] = slice == null ? "" : slice.specification(variables.get(i).shape().get(0));
    }
    return tf.array(slices);
  }

  /**
   * Writes the variables.
   *
   * @param session the session that holds them
   * @param path the prefix of the files, such as {@code model.ckpt-100}
   */
  public void save(Session session, Path path) {
    run(session, path, save);
  }

  /**
   * Writes the variables by a run that somebody else makes.
   *
   * @param path as in {@link #save(Session, Path)}
   * @param runs makes a run with what it is told to add to it
   */
  public void save(Path path, Consumer<Consumer<Session.Runner>> runs) {
    try (TString name = TString.scalarOf(path.toString())) {
      runs.accept(runner -> runner.feed(prefix, name).addTarget(save));
    }
  }

  /**
   * Reads the variables back.
   *
   * @param session the session that holds them
   * @param checkpoint one with exactly these variables
   * @throws io.manabi.core.ManabiException if it has others; the message names those that differ
   */
  public void restore(Session session, Checkpoint checkpoint) {
    checkpoint.requireFits(shapes);
    restore(session, checkpoint.prefix());
  }

  /**
   * Reads the variables from a checkpoint that may hold others, too.
   *
   * @param session the session that holds them
   * @param checkpoint one with these variables
   * @throws io.manabi.core.ManabiException if it lacks one, or has it of another shape
   */
  public void restorePart(Session session, Checkpoint checkpoint) {
    checkpoint.requireHolds(shapes);
    restore(session, checkpoint.prefix());
  }

  /**
   * Reads the variables back; {@code path} as in {@link #save(Session, Path)}. There may be others
   * beside them. A variable that has a value already must get one of the same shape, otherwise
   * TensorFlow throws.
   */
  public void restore(Session session, Path path) {
    run(session, path, restore);
  }

  private void run(Session session, Path path, Op operation) {
    try (TString name = TString.scalarOf(path.toString());
        Result result = SideRun.make(session.runner().feed(prefix, name).addTarget(operation))) {
      if (result.size() != 0) {
        throw new IllegalStateException("nothing was fetched, yet there are results");
      }
    }
  }

  /** The operations as a loader of SavedModels wants to know them. */
  SaverDef definition() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(prefix.asOutput().name())
        .setSaveTensorName(save.asOutput().name())
        .setRestoreOpName(restore.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }
}
