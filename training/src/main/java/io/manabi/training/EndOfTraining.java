package io.manabi.training;

import io.manabi.training.Rollbacks.RollbackException;
import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.TaskServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.io.FifoQueue;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * How the tasks of a cluster end together, through queues on the parameter servers: workers say
 * that they have finished; the master, when everything is written, lets the parameter servers go. A
 * master that finds them with the parameters of one before it has them begin anew.
 *
 * @param finish says that a worker has finished
 * @param finished how many have
 * @param release lets the parameter servers go, one by each
 * @param renew has them begin anew, one by each
 * @param begin says to each that a master has begun
 * @param begun whether one has, of each
 * @param awaitRelease waits for either; whether it was the release
 */
record EndOfTraining(
    Op finish,
    Operand<TInt32> finished,
    List<Op> release,
    List<Op> renew,
    List<Op> begin,
    List<Operand<TBool>> begun,
    List<Operand<TBool>> awaitRelease) {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfTraining.class);

  static EndOfTraining build(Ops tf, TaskServer server) {
    List<Op> release = new ArrayList<>();
    List<Op> renew = new ArrayList<>();
    List<Op> begin = new ArrayList<>();
    List<Operand<TBool>> begun = new ArrayList<>();
    List<Operand<TBool>> awaitRelease = new ArrayList<>();
    server
        .variableDevices()
        .forEach(
            device -> {
              Ops there = tf.withDevice(device);
              FifoQueue queue = queue(there, "release");
              release.add(there.io.queueEnqueue(queue, List.of(there.constant(true))));
              Operand<? extends TType> master =
                  there.varHandleOp(
                      TBool.class, Shape.scalar(), VarHandleOp.sharedName("begun_" + begin.size()));
              begin.add(there.assignVariableOp(master, there.constant(true)));
              begun.add(there.varIsInitializedOp(master));
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
        begin,
        begun,
        awaitRelease);
  }

  /**
   * Begins with parameter servers that are new.
   *
   * @throws RollbackException if a master before this one has begun with one of them; they are told
   *     to begin anew then
   */
  void begin(Session session) {
    Session.Runner runner = session.runner().setOptions(Evaluator.LIMIT);
    begun.forEach(runner::fetch);
    try (Result result = RefusedRun.repeat(runner)) {
      for (int i = 0; i < begun.size(); i++) {
        if (((TBool) result.get(i)).getBoolean()) {
          renew(session);
          throw new RollbackException(
              "The parameter servers have the parameters of a master before this one, and are to"
                  + " begin anew; so does this task.");
        }
      }
    }
    begin.forEach(each -> Evaluator.run(session, each));
  }

  /** Has the parameter servers begin anew; some may be gone. */
  void renew(Session session) {
    for (Op each : renew) {
      try {
        Evaluator.run(session, each);
      } catch (TensorFlowException e) {
        LOG.info("a parameter server is gone already: {}", e.getMessage());
      }
    }
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
      try (Result result =
          RefusedRun.repeat(session.runner().setOptions(Evaluator.LIMIT).fetch(finished))) {
        if (((TInt32) result.get(0)).getInt() >= workers) {
          return;
        }
      }
      Thread.sleep(50);
    }
  }
}
