package io.manabi.control.access;

import io.manabi.control.messages.AuditEntry;
import io.manabi.core.ManabiException;
import io.manabi.store.Database;
import io.manabi.web.Need;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies and the audit log of a database. Safe for use by several threads. */
public final class AccessControl implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);

  /** How late a server knows what another one has changed in a database that they share. */
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private static final int LONGEST_PROJECT = 63;
  private static final int OK = 200;
  private static final int UNAUTHENTICATED = 401;

  private final Policies policies;
  private final AuditLog auditLog;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "policies");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Those of a database, which the caller closes afterwards.
   *
   * @throws ManabiException if the database fails
   */
  public AccessControl(Database database, Clock clock) {
    policies = new Policies(database);
    auditLog = new AuditLog(database, clock);
    if (database.isShared()) {
      Object unused =
          refresher.scheduleWithFixedDelay(
              this::refresh, REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void refresh() {
    try {
      policies.refresh();
    } catch (RuntimeException e) {
      LOG.warn("Policies stay as they were: {}", e.getMessage());
    }
  }

  /** Who may do what beside what keys and tokens permit. */
  public Policies policies() {
    return policies;
  }

  /** Who has tried to change what. */
  public AuditLog auditLog() {
    return auditLog;
  }

  /**
   * What a request needs.
   *
   * @param method of HTTP
   * @param path behind {@code /v1/projects/}, decoded
   */
  public Need need(String method, String path) {
    return Permissions.of(method, path);
  }

  /**
   * Whether a request is to be told in the audit log.
   *
   * @param path behind {@code /v1/projects/}, decoded
   */
  public boolean isAudited(String method, String path) {
    return Permissions.isAudited(method, path);
  }

  /**
   * Tells of a change in the audit log before it is made, of somebody who may make it.
   *
   * @param path behind {@code /v1/projects/}, decoded
   * @return what {@link #audit} is told it by
   * @throws ManabiException if the database fails, so that the change must not be made
   */
  public long auditBefore(String path, AuditEntry entry) {
    return auditLog.begin(auditProject(path), entry);
  }

  private static String auditProject(String path) {
    String project = Permissions.project(path);
    return project.length() > LONGEST_PROJECT ? "" : project;
  }

  /**
   * Tells of a request in the audit log, and forgets the policy of what it has deleted. If nobody
   * is known to have asked, only a line is written: whoever reaches the server could fill the
   * database, and make the log useless.
   *
   * @param path behind {@code /v1/projects/}, decoded
   * @param begun what was returned before the change, if that was told
   */
  public void audit(String path, AuditEntry entry, OptionalLong begun) {
    if (begun.isPresent()) {
      auditLog.complete(begun.getAsLong(), entry);
    } else if (entry.status() == UNAUTHENTICATED) {
      auditLog.tell(entry);
    } else {
      auditLog.keep(auditProject(path), entry);
    }
    String[] parts = path.split("/", 2);
    if (entry.method().equals("DELETE") && entry.status() == OK && parts.length == 2) {
      policies.forget(parts[0], parts[1]);
    }
  }

  @Override
  public void close() {
    // No interrupt: H2 closes its file when one comes.
    refresher.shutdown();
  }
}
