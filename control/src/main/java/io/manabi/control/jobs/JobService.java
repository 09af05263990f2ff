package io.manabi.control.jobs;

import static java.util.Objects.requireNonNullElse;

import io.manabi.control.logs.JobLog;
import io.manabi.control.messages.ApiFailure;
import io.manabi.control.messages.ErrorStatus;
import io.manabi.control.messages.Job;
import io.manabi.control.messages.JobList;
import io.manabi.control.messages.TrainingInput;
import io.manabi.control.programs.KeptPackage;
import io.manabi.jobs.JobState;
import io.manabi.jobs.Provisioner;
import io.manabi.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * The methods of <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects.jobs">projects.jobs</a>. Safe
 * for use by several threads and servers.
 */
public final class JobService {
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 100;
  private static final int MOST_LABELS = 64;
  private static final int MOST_LABEL_CHARACTERS = 63;

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
    Map<String, String> labels = labels(job.labels());
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
            Optional.empty());
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

  private static Map<String, String> labels(@Nullable Map<String, String> given) {
    Map<String, String> labels = requireNonNullElse(given, Map.of());
    boolean tooLong =
        labels.entrySet().stream()
            .anyMatch(
                label ->
                    label.getKey().isEmpty()
                        || label.getKey().length() > MOST_LABEL_CHARACTERS
                        || label.getValue().length() > MOST_LABEL_CHARACTERS);
    if (labels.size() > MOST_LABELS || tooLong) {
      throw ApiFailure.invalid(
          "The labels are too many or too long; expected at most "
              + MOST_LABELS
              + ", with keys of 1 and values of 0 to "
              + MOST_LABEL_CHARACTERS
              + " characters.");
    }
    return Map.copyOf(labels);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Tells of a job.
   *
   * @throws ApiFailure if there is none of that name
   */
  public Job get(JobName name) {
    return told(
        database
            .inTransaction(handle -> JobTable.find(handle, name))
            .orElseThrow(() -> none(name)));
  }

  /**
   * The log of a job.
   *
   * @throws ApiFailure if there is none of that name
   */
  public JobLog log(JobName name) {
    TrainingInput input =
        database
            .inTransaction(handle -> JobTable.find(handle, name))
            .orElseThrow(() -> none(name))
            .input();
    return new JobLog(
        name.toString(),
        () -> get(name),
        provisioner,
        commands.logs(name),
        commands.jobDir(name, input),
        clock.withZone(ZoneId.systemDefault()));
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
    if (pageSize < 0) {
      throw ApiFailure.invalid("The pageSize is " + pageSize + "; expected 0 or more.");
    }
    int size = pageSize == 0 ? USUAL_PAGE : Math.min(pageSize, LARGEST_PAGE);
    ListFilter wanted = new ListFilter(filter);
    PageToken start =
        pageToken.isEmpty()
            ? new PageToken(now().plus(1, ChronoUnit.DAYS), "")
            : PageToken.parse(pageToken);
    return database.inTransaction(
        handle -> {
          List<Job> found = new ArrayList<>();
          PageToken last = start;
          PageToken next = start;
          List<JobRow> rows;
          do {
            rows = JobTable.before(handle, project, next, LARGEST_PAGE);
            for (JobRow row : rows) {
              next = new PageToken(row.times().created(), row.name().id());
              Job job = told(row);
              if (wanted.test(job)) {
                if (found.size() == size) {
                  return new JobList(found, last.text());
                }
                found.add(job);
                last = next;
              }
            }
          } while (rows.size() == LARGEST_PAGE);
          return new JobList(found, null);
        });
  }

  /**
   * Asks for the end of a job; does nothing if it has ended or somebody has asked already.
   *
   * @throws ApiFailure if there is none of that name
   */
  public void cancel(JobName name) {
    database.inTransaction(
        handle -> {
          JobRow row = JobTable.lock(handle, name).orElseThrow(() -> none(name));
          if (!row.state().isFinal() && row.state() != JobState.CANCELLING) {
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
    Map<String, String> labels = labels(newLabels);
    return told(
        database.inTransaction(
            handle -> {
              JobRow row = JobTable.lock(handle, name).orElseThrow(() -> none(name));
              if (!etag.isEmpty() && !etag.equals(row.etag())) {
                throw new ApiFailure(
                    ErrorStatus.ABORTED,
                    "Job " + name + " has been changed meanwhile; get it again and send its etag.");
              }
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
