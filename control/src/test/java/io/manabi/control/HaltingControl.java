package io.manabi.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.manabi.control.jobs.Demand;
import io.manabi.control.jobs.JobControl;
import io.manabi.control.jobs.JobName;
import io.manabi.control.jobs.JobSettings;
import io.manabi.control.jobs.Tiers;
import io.manabi.control.messages.Job;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.PythonRequirements;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.processes.LocalProvisioner;
import io.manabi.store.Database;
import io.manabi.store.DatabaseAddress;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees a job to its end, unless it is killed first: before or after one of the calls by which it
 * asks for the time, as it does before each transition, or has something done to tasks; or right
 * after it has started one.
 */
final class HaltingControl {
  /** As after SIGKILL. */
  static final int HALTED = 137;

  /** Instead of a step: when the first task has been started. */
  static final String STARTED = "started";

  private final AtomicInteger left;
  private boolean afterStart;

  private HaltingControl(int steps) {
    left = new AtomicInteger(steps);
  }

  /**
   * The program.
   *
   * @param args the folder, at which step to halt or {@link #STARTED}, the name of the job, and its
   *     script, or a wheel with the module trainer.task; without that it is the job of a program
   *     before
   */
  public static void main(String... args) throws Exception {
    HaltingControl halting =
        new HaltingControl(args[1].equals(STARTED) ? 0 : Integer.parseInt(args[1]));
    halting.afterStart = args[1].equals(STARTED);
    Path folder = Path.of(args[0]);
    try (Database database = Database.open(DatabaseAddress.directory(folder.resolve("database")));
        JobControl jobs =
            new JobControl(
                database,
                halting.halting(LocalProvisioner.durable(folder.resolve("tasks"))),
                new JobSettings(
                    folder.resolve("jobs"),
                    Tiers.usual(),
                    Demand.UNBOUNDED,
                    Demand.UNBOUNDED,
                    RunningControl.programs(folder, PythonRequirements.NONE)),
                halting.clock())) {
      if (args.length > 3) {
        jobs.service().create("p", job(args[2], args[3]));
      }
      jobs.start();
      JobName name = new JobName("p", args[2]);
      while (!"SUCCEEDED".equals(jobs.service().get(name).state())) {
        Thread.sleep(20);
      }
    }
  }

  private static Job job(String id, String script) throws IOException {
    String input =
        script.endsWith(".whl")
            ? "{\"packageUris\": [\"" + script + "\"], \"pythonModule\": \"trainer.task\"}"
            : "{\"masterConfig\": {\"containerCommand\": [\"sh\", \"-c\", \"" + script + "\"]}}";
    TrainingInput read = new ObjectMapper().readValue(input, TrainingInput.class);
    return new Job(id, read, null, null, null, null, null, null, null, null);
  }

  private void step() {
    if (left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(HALTED);
    }
  }

  private Provisioner halting(Provisioner provisioner) {
    return (Provisioner)
        Proxy.newProxyInstance(
            HaltingControl.class.getClassLoader(),
            new Class<?>[] {Provisioner.class},
            (proxy, method, args) -> {
              if (method.getName().equals("place")) {
                return provisioner.place(); // It does nothing to tasks.
              }
              step();
              try {
                return method.invoke(provisioner, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                step();
                if (afterStart && method.getName().equals("start")) {
                  Runtime.getRuntime().halt(HALTED);
                }
              }
            });
  }

  private Clock clock() {
    Clock system = Clock.systemUTC();
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return system.getZone();
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return system.withZone(zone);
      }

      @Override
      public Instant instant() {
        step();
        return system.instant();
      }
    };
  }
}
