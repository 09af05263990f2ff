package io.manabi.training.cluster;

import io.manabi.core.ManabiException;
import io.manabi.core.net.ServerPing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Server;
import org.tensorflow.Session;
import org.tensorflow.TargetSession;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;

/**
 * This process as a task of the cluster: TensorFlow's gRPC server. TensorFlow cannot stop a server,
 * so it lives until its process ends.
 */
public final class TaskServer {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

  private final ClusterConfig cluster;
  private final ConfigProto config;

  private TaskServer(ClusterConfig cluster, ConfigProto config) {
    this.cluster = cluster;
    this.config = config;
  }

  /**
   * Starts the server of this task.
   *
   * @param cluster the cluster, with addresses
   * @param options threads and other options of the runtime
   * @throws ManabiException if the port is in use, or gRPC would look for other tasks by a proxy
   */
  public static TaskServer start(ClusterConfig cluster, ConfigProto options) {
    Proxies.requireNone(cluster, System.getenv());
    ClusterConfig.Task task = cluster.task();
    ConfigProto config =
        options.toBuilder()
            .setExperimental(
                options.getExperimental().toBuilder()
                    .setCollectiveGroupLeader("/job:" + ClusterConfig.MASTER + "/replica:0/task:0"))
            .build();
    requireFree(cluster.address(task));
    ClusterDef.Builder jobs = ClusterDef.newBuilder();
    cluster
        .tasks()
        .forEach(
            (name, addresses) -> {
              JobDef.Builder job = JobDef.newBuilder().setName(name);
              for (int i = 0; i < addresses.size(); i++) {
                job.putTasks(i, addresses.get(i));
              }
              jobs.addJob(job);
            });
    Server server =
        new Server(
            ServerDef.newBuilder()
                .setCluster(jobs)
                .setJobName(task.type())
                .setTaskIndex(task.index())
                .setProtocol("grpc")
                .setDefaultSessionConfig(config)
                .build());
    server.start();
    return new TaskServer(cluster, config);
  }

  private static void requireFree(String address) {
    int port = ServerPing.socketAddress(address).getPort();
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      throw ManabiException.user(
          "Port "
              + port
              + " of "
              + address
              + " is in use; end the program that has it, or give this task another in TF_CONFIG.",
          e);
    }
  }

  /**
   * Waits until every task that this one works with answers: the parameter servers, or all tasks if
   * there are none. Without this the first run of a session would block without a bound.
   *
   * @throws ManabiException if one does not within {@code limit}
   */
  public void awaitPeers(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<String> addresses = cluster.addresses(ClusterConfig.PS);
    if (addresses.isEmpty()) {
      addresses = cluster.tasks().values().stream().flatMap(List::stream).toList();
    }
    for (String address : addresses) {
      while (!ServerPing.answers(address, ANSWER_LIMIT)) {
        if (System.nanoTime() > end) {
          throw ManabiException.resources(
              "The task at "
                  + address
                  + " did not answer within "
                  + limit.toSeconds()
                  + " s; see its log.");
        }
        Thread.sleep(20);
      }
    }
  }

  /** Waits until the master does not answer any more, but not longer than {@code limit}. */
  public void awaitEndOfMaster(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (ServerPing.answers(cluster.addresses(ClusterConfig.MASTER).get(0), ANSWER_LIMIT)
          && System.nanoTime() < end) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A session that sees this task and the parameter servers, and no other task; if there are none,
   * all tasks.
   */
  public Session openSession(Graph graph) {
    ClusterConfig.Task task = cluster.task();
    String address = cluster.address(task);
    ConfigProto.Builder options = config.toBuilder();
    if (!cluster.addresses(ClusterConfig.PS).isEmpty()) {
      options
          .addDeviceFilters("/job:" + ClusterConfig.PS)
          .addDeviceFilters("/job:" + task.type() + "/task:" + task.index());
    }
    return TargetSession.open(graph, "grpc://" + address, options.build());
  }

  /** This task. */
  public ClusterConfig.Task task() {
    return cluster.task();
  }

  /** How many tasks train: the master and the workers. */
  public int trainers() {
    return cluster.trainers();
  }

  /** Which of those this task is: 0 is the master. */
  public int trainer() {
    return cluster.isMaster() ? 0 : 1 + cluster.task().index();
  }

  /** The device of this task. */
  public DeviceSpec device() {
    return device(cluster.task().type(), cluster.task().index());
  }

  /** Where variables are: on the parameter servers; on this task if there are none. */
  public List<DeviceSpec> variableDevices() {
    int servers = cluster.addresses(ClusterConfig.PS).size();
    if (servers == 0) {
      return List.of(device());
    }
    return IntStream.range(0, servers).mapToObj(i -> device(ClusterConfig.PS, i)).toList();
  }

  private static DeviceSpec device(String job, int task) {
    return DeviceSpec.newBuilder()
        .job(job)
        .task(task)
        .deviceType(DeviceSpec.DeviceType.CPU)
        .deviceIndex(0)
        .build();
  }
}
