package io.manabi.control.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the audit log, the latest entry first.
 *
 * @param nextPageToken where the next page begins; null if there is none
 */
public record AuditList(List<AuditEntry> entries, @Nullable String nextPageToken) {}
