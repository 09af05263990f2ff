package io.manabi.web;

/**
 * Who asks.
 *
 * @param name that of the key, or the subject of the token; for logs
 * @param scope what it permits
 */
record Caller(String name, Scope scope) {}
