/**
 * Who may do what in which project, and who has tried what: the permissions that methods need, the
 * policies of jobs and models, and the audit log.
 *
 * <pre>{@code
 * try (AccessControl access = new AccessControl(database, Clock.systemUTC())) {
 *   access.policies().set("shop", "models/mnist", policy); // for what a key does not permit
 *   access.auditLog().list("shop", new Page.Request(20, ""));
 * }
 * }</pre>
 */
@NullMarked
package io.manabi.control.access;

import org.jspecify.annotations.NullMarked;
