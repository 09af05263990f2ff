package io.manabi.training.loop;

import io.manabi.training.cluster.RefusedRun;
import io.manabi.training.cluster.SideRun;
import io.manabi.training.cluster.TaskServer;
import io.manabi.training.step.RollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.GraphOps;
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
 */
final class EndOfTraining {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfTraining.class);

  /** Never closed, which would block if a parameter server were gone: the process ends soon. */
  private final Session session;

  private final Op finish;
  private final Operand<TInt32> finished;

  /** What there is on one parameter server. */
  private final List<Server> servers = new ArrayList<>();

  /**
   * Operations on one parameter server.
   *
   * @param release lets it go
   * @param renew has it begin anew
   * @param begin says that a master has begun
   * @param begun whether one has, bool scalar
   * @param awaitRelease waits for either; whether it was the release, bool scalar
   */
  private record Server(
      Op release, Op renew, Op begin, Operand<TBool> begun, Operand<TBool> awaitRelease) {
    static Server build(Ops tf, int number) {
      FifoQueue queue = queue(tf, "release");
      Operand<? extends TType> master =
          tf.varHandleOp(TBool.class, Shape.scalar(), VarHandleOp.sharedName("begun_" + number));
      return new Server(
          tf.io.queueEnqueue(queue, List.of(tf.constant(true))),
          tf.io.queueEnqueue(queue, List.of(tf.constant(false))),
          tf.assignVariableOp(master, tf.constant(true)),
          tf.varIsInitializedOp(master),
          tf.io
              .queueDequeue(queue, List.of(TBool.class))
              .components()
              .get(0)
              .asOutput()
              .expect(TBool.class));
    }
  }

  /** Opens a session of a task whose parameter servers are there. */
  EndOfTraining(TaskServer task) {
    Graph graph = new Graph();
    Ops tf = GraphOps.create(graph);
    for (DeviceSpec device : task.variableDevices()) {
      servers.add(Server.build(tf.withDevice(device), servers.size()));
    }
    Ops first = tf.withDevice(task.variableDevices().get(0));
    FifoQueue queue = queue(first, "finished");
    finish = first.io.queueEnqueue(queue, List.of(first.constant(true)));
    finished = first.io.queueSize(queue);
    session = task.openSession(graph);
  }

  private static FifoQueue queue(Ops tf, String name) {
    return tf.io.fifoQueue(List.of(TBool.class), FifoQueue.sharedName(name));
  }

  /**
   * Begins, as a master, with parameter servers that are new.
   *
   * @throws RollbackException if a master before this one has begun with one of them; they are told
   *     to begin anew then
   */
  void begin() {
    Session.Runner runner = session.runner();
    servers.forEach(server -> runner.fetch(server.begun()));
    try (Result result = SideRun.make(runner)) {
      for (int i = 0; i < servers.size(); i++) {
        if (((TBool) result.get(i)).getBoolean()) {
          renew();
          throw new RollbackException(
              "The parameter servers have the parameters of a master before this one, and are to"
                  + " begin anew; so does this task.");
        }
      }
    }
    servers.forEach(server -> SideRun.make(session, server.begin()));
  }

  /** Has the parameter servers begin anew; some may be gone. */
  void renew() {
    for (Server each : servers) {
      try {
        SideRun.make(session, each.renew());
      } catch (TensorFlowException e) {
        LOG.info("a parameter server is gone already: {}", e.getMessage());
      }
    }
  }

  /** Says that a worker has finished. */
  void finish() {
    SideRun.make(session, finish);
  }

  /**
   * Waits until {@code workers} have finished; gives up after {@code limit}, for one may be dead.
   */
  void awaitWorkers(int workers, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      try (Result result = SideRun.make(session.runner().fetch(finished))) {
        if (((TInt32) result.get(0)).getInt() >= workers) {
          return;
        }
      }
      Thread.sleep(50);
    }
  }

  /** Lets the parameter servers go. */
  void release() {
    servers.forEach(server -> SideRun.make(session, server.release()));
  }

  /**
   * Waits, as a parameter server, until training has ended, however long that takes.
   *
   * @param index which of the servers this is
   * @throws RollbackException if it is to begin anew
   */
  void awaitRelease(int index) {
    Session.Runner release = session.runner().fetch(servers.get(index).awaitRelease());
    try (Result result = RefusedRun.repeat(release)) {
      if (!((TBool) result.get(0)).getBoolean()) {
        throw new RollbackException("The master was started again, so this task is, too.");
      }
    }
  }
}
