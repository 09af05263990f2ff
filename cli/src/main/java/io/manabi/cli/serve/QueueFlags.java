package io.manabi.cli.serve;

import io.manabi.control.jobs.Demand;
import io.manabi.control.jobs.JobSettings;
import io.manabi.control.jobs.Tiers;
import io.manabi.control.programs.Programs;
import io.manabi.core.ManabiException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What jobs may take, together and those of one project. */
final class QueueFlags {
  @Option(
      names = "--max-jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many jobs run at a time (default: ${DEFAULT-VALUE}).")
  private int maxJobs = 2;

  @Option(
      names = "--max-cores",
      paramLabel = "N",
      description = "How many cores their machine types may have together (default: any number).")
  private double maxCores = Double.POSITIVE_INFINITY;

  @Option(
      names = "--max-memory-mib",
      paramLabel = "N",
      description = "How much memory they may have together, in MiB (default: any).")
  private long maxMemory = Long.MAX_VALUE;

  @Option(
      names = "--max-jobs-per-project",
      paramLabel = "N",
      description = "How many jobs of one project run at a time (default: as many as of all).")
  private int maxJobsPerProject = Integer.MAX_VALUE;

  @Option(
      names = "--max-cores-per-project",
      paramLabel = "N",
      description = "How many cores those of one project may have (default: as many as all).")
  private double maxCoresPerProject = Double.POSITIVE_INFINITY;

  @Option(
      names = "--max-memory-mib-per-project",
      paramLabel = "N",
      description = "How much memory those of one project may have (default: as much as all).")
  private long maxMemoryPerProject = Long.MAX_VALUE;

  @Option(
      names = "--tiers-file",
      paramLabel = "FILE",
      description =
          "Machine types and scale tiers beside the usual ones, as JSON: {\"machineTypes\": {\"big\":"
              + " {\"cores\": 8, \"memoryMebibytes\": 16384}}, \"scaleTiers\": {\"TEAM\":"
              + " {\"masterType\": \"big\", \"workerType\": \"big\", \"workerCount\": 3}}}.")
  private @Nullable Path tiersFile;

  /**
   * What jobs run with.
   *
   * @param folder where each has its own
   * @throws ManabiException if they could take nothing, or the file of tiers cannot be used
   */
  JobSettings settings(Path folder, Programs programs) {
    Demand all = new Demand(maxJobs, maxCores, maxMemory);
    Demand ofOneProject = new Demand(maxJobsPerProject, maxCoresPerProject, maxMemoryPerProject);
    if (isNothing(all) || isNothing(ofOneProject)) {
      throw ManabiException.user(
          "--max-jobs, --max-cores, --max-memory-mib and those with -per-project must be above 0.");
    }
    Tiers tiers = tiersFile == null ? Tiers.usual() : Tiers.usual().with(tiersFile);
    return new JobSettings(folder, tiers, all, ofOneProject, programs);
  }

  private static boolean isNothing(Demand most) {
    return most.jobs() < 1 || !(most.cores() > 0) || most.memoryMebibytes() < 1;
  }
}
