package io.manabi.training;

import io.manabi.training.cluster.TaskServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.FifoQueue;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * How the tasks of a cluster end together, through queues on the parameter servers: workers say
 * that they have finished; the master, when everything is written, lets the parameter servers go. A
 * master that finds them with the parameters of one before it has them begin anew.
 *
 * @param finish says that a worker has finished
 * @param finished how many have
 * @param release lets the parameter servers go, one by each
 * @param renew has them begin anew
 * @param awaitRelease waits for either; whether it was the release
 */
record EndOfTraining(
    Op finish,
    Operand<TInt32> finished,
    List<Op> release,
    List<Op> renew,
    List<Operand<TBool>> awaitRelease) {

  static EndOfTraining build(Ops tf, TaskServer server) {
    List<Op> release = new ArrayList<>();
    List<Op> renew = new ArrayList<>();
    List<Operand<TBool>> awaitRelease = new ArrayList<>();
    server
        .variableDevices()
        .forEach(
            device -> {
              Ops there = tf.withDevice(device);
              FifoQueue queue = queue(there, "release");
              release.add(there.io.queueEnqueue(queue, List.of(there.constant(true))));
              renew.add(there.io.queueEnqueue(queue, List.of(there.constant(false))));
              awaitRelease.add(
                  there
                      .io
                      .queueDequeue(queue, List.of(TBool.class))
                      .components()
                      .get(0)
                      .asOutput()
                      .expect(TBool.class));
            });
    Ops first = tf.withDevice(server.variableDevices().get(0));
    FifoQueue finished = queue(first, "finished");
    return new EndOfTraining(
        first.io.queueEnqueue(finished, List.of(first.constant(true))),
        first.io.queueSize(finished),
        release,
        renew,
        awaitRelease);
  }

  private static FifoQueue queue(Ops tf, String name) {
    return tf.io.fifoQueue(List.of(TBool.class), FifoQueue.sharedName(name));
  }

  /**
   * Waits until {@code workers} have finished; gives up after {@code limit}, for one may be dead.
   */
  void awaitWorkers(Session session, int workers, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      try (Result result = session.runner().setOptions(Evaluator.LIMIT).fetch(finished).run()) {
        if (((TInt32) result.get(0)).getInt() >= workers) {
          return;
        }
      }
      Thread.sleep(50);
    }
  }
}
