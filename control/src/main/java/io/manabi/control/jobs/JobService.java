package io.manabi.control.jobs;

import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Etag;
import io.manabi.control.messages.Job;
import io.manabi.control.messages.JobList;
import io.manabi.control.messages.Labels;
import io.manabi.control.messages.ListFilter;
import io.manabi.control.messages.Page;
import io.manabi.control.messages.TimePosition;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.jobs.logs.JobLog;
import io.manabi.store.Database;
import io.manabi.store.TimeColumns;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The methods of <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs">projects.jobs</a>. Safe
 * for use by several threads and servers.
 */
public final class JobService {
  private static final ListFilter.Fields<Job> FIELDS =
      new ListFilter.Fields<>(
          Map.of(
              "jobId", Job::jobId,
              "state", Job::state,
              "createTime", Job::createTime,
              "startTime", Job::startTime,
              "endTime", Job::endTime,
              "errorMessage", Job::errorMessage),
          Job::labels);

  private final Database database;
  private final TrainingCommand commands;
  private final JobQueue queue;
  private final Provisioner provisioner;
  private final Clock clock;
  private final Runnable changed;

  /**
   * The methods.
   *
   * @param changed told when there is something to start or to end
   */
  JobService(
      Database database,
      TrainingCommand commands,
      JobQueue queue,
      Provisioner provisioner,
      Clock clock,
      Runnable changed) {
    this.database = database;
    this.commands = commands;
    this.queue = queue;
    this.provisioner = provisioner;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * Creates a job, which waits for its turn.
   *
   * @throws ApiFailure if the job cannot be run as it is told, or its name is taken
   */
  public Job create(String project, Job job) {
    if (job.jobId() == null) {
      throw ApiFailure.invalid("The job has no jobId; give it a name.");
    }
    JobName name = new JobName(project, job.jobId());
    TrainingInput input = job.trainingInput();
    if (input == null) {
      throw ApiFailure.invalid("Job " + name.id() + " has no trainingInput; say what to train.");
    }
    require(name, input);
    Map<String, String> labels = Labels.checked(job.labels());
    List<KeptPackage> packages = commands.keep(name, input);
    JobRow row =
        new JobRow(
            name,
            input,
            packages,
            labels,
            JobState.QUEUED,
            new JobRow.Times(now(), Optional.empty(), Optional.empty()),
            "",
            1,
            Optional.empty(),
            "");
    database.inTransaction(
        handle -> {
          try {
            JobTable.insert(handle, row);
            return row;
          } catch (UnableToExecuteStatementException e) {
            if (Database.isTaken(e)) {
              throw new ApiFailure(
                  ErrorStatus.ALREADY_EXISTS,
                  "There is a job " + name + " already; choose another jobId.");
            }
            throw e;
          }
        });
    changed.run();
    return row.toJob(0);
  }

  /**
   * Keeps a package for training inputs to name.
   *
   * @param name what it is called, such as trainer-0.1.tar.gz
   * @param content the file, which the caller closes
   * @return its URI
   * @throws ApiFailure if a project or a package cannot be called so
   * @throws IOException if it cannot be read
   */
  public String uploadPackage(String project, String name, InputStream content) throws IOException {
    JobName.requireProject(project);
    return commands.upload(name, content);
  }

  private void require(JobName name, TrainingInput input) {
    Object unused = TrainingCommand.mostRunningTime(input);
    unused = TrainingCommand.mostWaitTime(input);
    Demand demand = commands.demand(input);
    if (!queue.isPossible(demand)) {
      throw ApiFailure.invalid(
          "Job " + name.id() + " takes " + demand + ", but " + queue.most() + "; ask for less.");
    }
  }

  private Instant now() {
    return TimeColumns.kept(clock.instant());
  }

  /**
   * Tells of a job.
   *
   * @throws ApiFailure if there is none of that name
   */
  public Job get(JobName name) {
    return told(find(name));
  }

  /**
   * The log of a job.
   *
   * @throws ApiFailure if there is none of that name
   */
  public JobLog log(JobName name) {
    return new JobLog(
        name.toString(),
        () -> find(name).summary(),
        provisioner,
        commands.logs(name),
        commands.jobDir(name, find(name).input()),
        clock.withZone(ZoneId.systemDefault()));
  }

  private JobRow find(JobName name) {
    return database
        .inTransaction(handle -> JobTable.find(handle, name))
        .orElseThrow(() -> none(name));
  }

  private static ApiFailure none(JobName name) {
    return new ApiFailure(ErrorStatus.NOT_FOUND, "There is no job " + name + ".");
  }

  /**
   * Lists jobs of a project, the latest first.
   *
   * @param filter comparisons of fields; empty for all
   * @param pageSize how many at most; 0 for 20, 100 are the most
   * @param pageToken the end of the page before; empty for the first page
   * @throws ApiFailure if one of these cannot be read
   */
  public JobList list(String project, String filter, int pageSize, String pageToken) {
    JobName.requireProject(project);
    ListFilter<Job> wanted = new ListFilter<>(filter, FIELDS);
    // The database looks for these, so that few jobs are read that are then left out.
    Set<JobState> states =
        Stream.of(JobState.values())
            .filter(state -> wanted.allows("state", state.name()))
            .collect(Collectors.toSet());
    Page.Request request = new Page.Request(pageSize, pageToken);
    Page<Job> page =
        database.inTransaction(
            handle ->
                Page.read(
                    request,
                    new Page.Source<JobRow>(
                        "jobs",
                        from ->
                            JobTable.before(
                                handle,
                                project,
                                states,
                                TimePosition.of(from, now()),
                                Page.LARGEST),
                        row -> new TimePosition(row.times().created(), row.name().id()).toString()),
                    this::told,
                    wanted));
    return new JobList(page.items(), page.nextPageToken());
  }

  /**
   * Asks for the end of a job; does nothing if it has ended or somebody has asked already.
   *
   * @param force whether a job whose tasks run in another place counts as ended at once, although
   *     they may go on: for when the server there is lost for ever
   * @throws ApiFailure if there is none of that name
   */
  public void cancel(JobName name, boolean force) {
    database.inTransaction(
        handle -> {
          JobRow row = JobTable.lock(handle, name).orElseThrow(() -> none(name));
          boolean isElsewhere =
              database.isShared()
                  && !row.place().isEmpty()
                  && !row.place().equals(provisioner.place());
          if (force && isElsewhere && !row.state().isFinal()) {
            String reason = "The job was given up; tasks of it may still run on " + row.place();
            JobTable.update(handle, row.ended(JobState.CANCELLED, now(), reason + "."));
          } else if (!row.state().isFinal() && row.state() != JobState.CANCELLING) {
            JobTable.update(handle, row.in(JobState.CANCELLING));
          }
          return row;
        });
    changed.run();
  }

  /**
   * Changes the labels of a job.
   *
   * @param etag that of the job as the caller knows it; empty to change it whatever it is
   * @throws ApiFailure if there is none of that name, somebody has changed it meanwhile, or the
   *     labels are too many or too long
   */
  public Job patch(JobName name, Map<String, String> newLabels, String etag) {
    Map<String, String> labels = Labels.checked(newLabels);
    return told(
        database.inTransaction(
            handle -> {
              JobRow row = JobTable.lock(handle, name).orElseThrow(() -> none(name));
              Etag.require("Job " + name, row.revision(), etag);
              JobTable.update(handle, row.with(labels));
              return JobTable.find(handle, name).orElseThrow(() -> none(name));
            }));
  }

  private Job told(JobRow row) {
    Demand demand = commands.demandOfAccepted(row.input());
    double hours =
        row.times()
            .started()
            .map(
                start ->
                    demand.cores()
                        * ChronoUnit.MILLIS.between(start, row.times().ended().orElseGet(this::now))
                        / 3.6e6)
            .orElse(0.0);
    return row.toJob(Math.max(0, hours));
  }
}
