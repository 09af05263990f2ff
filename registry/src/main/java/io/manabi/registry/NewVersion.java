package io.manabi.registry;

/**
 * A version that is to be created.
 *
 * @param name its full name
 * @param origin where its SavedModel is
 * @param details what its owner says of it
 * @param lineage where it comes from
 */
public record NewVersion(VersionName name, String origin, Details details, Lineage lineage) {}
