/**
 * The database of a control server: H2 in a directory, or PostgreSQL, by one address.
 *
 * <pre>{@code
 * DatabaseAddress address = DatabaseAddress.of("jdbc:postgresql://db.example.com/manabi?user=manabi");
 * try (Database database = Database.open(address)) {
 *   long models =
 *       database.inTransaction(
 *           handle ->
 *               handle.createQuery("SELECT COUNT(*) FROM model").mapTo(Long.class).one());
 * }
 * }</pre>
 *
 * <p>The migrations of all modules lie in this module's resources, in {@code migrations}, and have
 * one history: SQL that H2 and PostgreSQL both understand.
 */
@NullMarked
package io.manabi.store;

import org.jspecify.annotations.NullMarked;
