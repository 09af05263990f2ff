package io.manabi.training;

import io.manabi.core.ManabiException;
import io.manabi.training.cluster.ClusterConfig;
import io.manabi.training.cluster.TaskServer;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * Plays the part of this process in a training job: master, worker or parameter server as {@code
 * TF_CONFIG} says, or all in one where it is not set.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private Trainer() {}

  /**
   * Runs this process' part to its end and then ends the process, with status 0 if it went well and
   * 1 otherwise: TensorFlow's server can only be stopped that way. Where the environment variable
   * {@code MANABI_EXIT_WITH_STDIN} is 1 the process also ends when its standard input does, that is
   * with the process that started it.
   *
   * @param spec makes the specification; what it throws is told as any other failure
   */
  public static void main(Supplier<TrainingSpec> spec) {
    if ("1".equals(System.getenv("MANABI_EXIT_WITH_STDIN"))) {
      endWithStandardInput();
    }
    int status = 1;
    try {
      run(spec.get(), ClusterConfig.parse(System.getenv("TF_CONFIG")));
      status = 0;
    } catch (ManabiException e) {
      LOG.error("{}", e.getMessage(), e);
      System.out.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.error("interrupted", e);
    } catch (RuntimeException | Error e) {
      LOG.error("failed", e);
      System.out.println(e.toString().lines().findFirst().orElse("unknown failure"));
    }
    System.out.flush();
    Runtime.getRuntime().halt(status);
  }

  /**
   * Runs the part of one task.
   *
   * @param spec what to train
   * @param cluster which task this process is
   * @throws ManabiException if training fails, with one sentence for the user
   * @throws InterruptedException if the thread is interrupted
   */
  public static void run(TrainingSpec spec, ClusterConfig cluster) throws InterruptedException {
    int threads = spec.schedule().threads();
    ConfigProto config = ConfigProto.newBuilder().setIntraOpParallelismThreads(threads).build();
    TaskServer server = cluster.isDistributed() ? TaskServer.start(cluster, config) : null;
    try {
      if (server != null && cluster.task().type().equals(ClusterConfig.PS)) {
        serveParameters(server, cluster.task().index());
      } else {
        new TrainingTask(spec, cluster, config, server).run();
      }
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      throw TrainingFailure.explain(e, spec);
    }
  }

  private static void serveParameters(TaskServer server, int index) {
    // Never closed, as in TrainingTask: the process ends when this returns.
    Graph graph = new Graph();
    EndOfTraining end = EndOfTraining.build(Ops.create(graph), server);
    Evaluator.run(server.openSession(graph), end.awaitRelease().get(index));
  }

  private static void endWithStandardInput() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Whatever is written there is of no interest; only the end is.
                }
              } catch (IOException e) {
                LOG.warn("standard input broke", e);
              }
              Runtime.getRuntime().halt(1);
            },
            "parent-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }
}
