package io.manabi.control.http;

import com.linecorp.armeria.common.HttpMethod;
import io.manabi.control.access.AuditLog;
import io.manabi.control.messages.Page;

/** The audit log over HTTP, an extension of Manabi: {@code /v1/projects/PROJECT:auditLog}. */
public final class AuditApi {
  private final AuditLog log;

  /** The method for this log. */
  public AuditApi(AuditLog log) {
    this.log = log;
  }

  /** Has it answered. */
  public void addTo(Api api) {
    api.on(
        HttpMethod.GET,
        "{project}:auditLog",
        request ->
            log.list(
                request.variable("project"),
                new Page.Request(request.pageSize(), request.parameter("pageToken"))),
        "pageSize",
        "pageToken");
  }
}
