package io.manabi.training.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.manabi.core.ManabiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A variable that is saved in parts by several devices. */
class SlicedCheckpointTest {
  private static final Shape WHOLE = Shape.of(5, 2);
  private static final String NAME = "tables/größe";
  private static final float[] VALUES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final ConfigProto THREE_DEVICES =
      ConfigProto.newBuilder().putDeviceCount("CPU", 3).build();

  @TempDir Path directory;
  private Path prefix;

  @BeforeEach
  void saveInParts() {
    prefix = directory.resolve("model.ckpt-1");
    try (Graph graph = new Graph();
        Session session = new Session(graph, THREE_DEVICES)) {
      Ops tf = Ops.create(graph);
      List<Saver.Entry> parts = parts(tf, 0, 2, 4, 5);
      for (int i = 0; i < parts.size(); i++) {
        Saver.Entry part = parts.get(i);
        float[] rows = new float[i < 2 ? 4 : 2];
        System.arraycopy(VALUES, 4 * i, rows, 0, rows.length);
        Operand<TFloat32> value = tf.reshape(tf.constant(rows), tf.array(-1, 2));
        session.run(tf.withDevice(part.device()).assignVariableOp(part.handle(), value));
      }
      Saver.build(tf, parts).save(session, prefix);
    }
  }

  @Test
  void isReadAsAWhole() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<? extends TType> handle = tf.varHandleOp(TFloat32.class, WHOLE);
      Saver saver = Saver.build(tf, List.of(new Saver.Entry(NAME, handle, TFloat32.class, null)));
      restore(saver, session);
      assertThat(read(session, tf, handle)).isEqualTo(VALUES);
    }
  }

  @Test
  void isReadInOtherParts() {
    try (Graph graph = new Graph();
        Session session = new Session(graph, THREE_DEVICES)) {
      Ops tf = Ops.create(graph);
      List<Saver.Entry> parts = parts(tf, 0, 3, 5);
      restore(Saver.build(tf, parts), session);
      assertThat(read(session, tf, parts.get(0).handle())).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(read(session, tf, parts.get(1).handle())).containsExactly(6, 7, 8, 9);
    }
  }

  @Test
  void isFoundDamagedInAnyPart() throws IOException {
    Checkpoint.open(prefix).verify();
    for (int shard = 0; shard < 3; shard++) {
      Path file = Path.of(prefix + ".data-0000" + shard + "-of-00003");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
      Checkpoint checkpoint = Checkpoint.open(prefix);
      assertThatThrownBy(checkpoint::verify)
          .isInstanceOf(IOException.class)
          .hasMessage("the checksum of variable " + NAME + " is wrong");
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
    }
  }

  @Test
  void saysThatTheWholeIsOfAnotherShape() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(prefix);
    assertThatThrownBy(() -> checkpoint.requireFits(Map.of(NAME, Shape.of(6, 2))))
        .isInstanceOf(ManabiException.class)
        .hasMessageContaining("does not fit this model: " + NAME + " is [5, 2] instead of [6, 2];");
  }

  private void restore(Saver saver, Session session) {
    try {
      saver.restore(session, Checkpoint.open(prefix));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Variables with the rows between {@code bounds}, each on a device of its own. */
  private static List<Saver.Entry> parts(Ops tf, int... bounds) {
    List<Saver.Entry> parts = new ArrayList<>();
    for (int i = 0; i + 1 < bounds.length; i++) {
      DeviceSpec device =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(i).build();
      Operand<? extends TType> handle =
          tf.withDevice(device)
              .varHandleOp(
                  TFloat32.class,
                  Shape.of(bounds[i + 1] - bounds[i], 2),
                  VarHandleOp.sharedName("part" + i));
      parts.add(new Saver.Entry(NAME, handle, TFloat32.class, device, new Slice(WHOLE, bounds[i])));
    }
    return parts;
  }

  private static float[] read(Session session, Ops tf, Operand<? extends TType> handle) {
    Operand<TFloat32> value = tf.readVariableOp(handle, TFloat32.class);
    try (Result result = session.runner().fetch(value).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] numbers = new float[Math.toIntExact(tensor.size())];
      tensor.copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(numbers, false, false)));
      return numbers;
    }
  }
}
