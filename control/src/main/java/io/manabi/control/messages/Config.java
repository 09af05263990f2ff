package io.manabi.control.messages;

/**
 * What a project is told of the server: <a
 * href="https://cloud.google.com/ml-engine/reference/rest/v1/projects/getConfig">projects.getConfig</a>.
 *
 * @param serviceAccount the user of the machine whose rights the server has, who needs to be able
 *     to read what models are created from
 */
public record Config(String serviceAccount) {}
