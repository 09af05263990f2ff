package io.manabi.gateway.calls;

/**
 * A model as a message names it.
 *
 * @param model its name
 * @param asked which version
 */
public record NamedModel(String model, AskedVersion asked) {}
