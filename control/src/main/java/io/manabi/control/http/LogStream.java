package io.manabi.control.http;

import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.manabi.control.jobs.JobName;
import io.manabi.core.ManabiException;
import io.manabi.jobs.logs.JobLog;
import io.manabi.jobs.logs.LogPage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the log of a job to a client as it comes, an entry a line, until the job has ended, and an
 * empty line now and then, so that the client sees whether the connection is there. No thread waits
 * for it: it reads on when the client has taken what was sent, or after a pause.
 */
final class LogStream {
  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
  private static final MediaType LINES = MediaType.create("application", "x-ndjson");
  private static final int ENTRIES_AT_ONCE = 500;
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** After so long without an entry an empty line is sent. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final JobName job;
  private final JobLog log;
  private final BooleanSupplier isClosed;
  private final BlockingTaskExecutor executor;
  private final ServiceRequestContext context;
  private final HttpResponseWriter out = HttpResponse.streaming();
  private String token = "";
  private long lastSent = System.nanoTime();

  /**
   * Nothing is sent yet.
   *
   * @param isClosed whether the server ends
   */
  LogStream(ServiceRequestContext context, JobName job, JobLog log, BooleanSupplier isClosed) {
    this.context = context;
    this.job = job;
    this.log = log;
    this.isClosed = isClosed;
    this.executor = context.blockingTaskExecutor();
  }

  /**
   * Begins to send.
   *
   * @param pageToken up to where the client has read
   * @return the answer, which goes on as long as the job
   * @throws io.manabi.control.messages.ApiFailure as {@link JobLog#read} does
   */
  HttpResponse begin(String pageToken) {
    LogPage first = log.read(pageToken, ENTRIES_AT_ONCE);
    context.clearRequestTimeout();
    out.write(ResponseHeaders.builder(HttpStatus.OK).contentType(LINES).build());
    send(first);
    return out;
  }

  private void send(LogPage page) {
    token = page.nextPageToken();
    boolean isSilent = System.nanoTime() - lastSent > SILENCE.toNanos();
    if (!page.items().isEmpty() || isSilent) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (LogPage.Item item : page.items()) {
        lines.writeBytes(JsonBodies.write(LogsApi.Entry.of(job, item)));
        lines.write('\n');
      }
      if (page.items().isEmpty()) {
        lines.write('\n');
      }
      lastSent = System.nanoTime();
      if (!out.tryWrite(HttpData.wrap(lines.toByteArray()))) {
        return; // The client has gone.
      }
    }
    if (page.done()) {
      out.close();
    } else if (page.items().isEmpty()) {
      Object unused = executor.schedule(this::next, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      Object unused = out.whenConsumed().thenRunAsync(this::next, executor);
    }
  }

  private void next() {
    if (isClosed.getAsBoolean()) {
      // Not as at the end of the log: the client is to ask anew.
      out.close(ClosedSessionException.get());
    } else if (out.isOpen()) {
      try {
        send(log.read(token, ENTRIES_AT_ONCE));
      } catch (RuntimeException e) {
        if (!(e instanceof ManabiException)) {
          LOG.error("The log of job {} cannot be sent on", job, e);
        }
        out.close(e);
      }
    }
  }
}
