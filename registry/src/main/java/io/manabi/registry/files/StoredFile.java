package io.manabi.registry.files;

/**
 * A file of a version.
 *
 * @param path where it is in the version's folder, with slashes between
 * @param sha256 the digest of its content in hexadecimal digits
 * @param size in bytes
 */
public record StoredFile(String path, String sha256, long size) {}
