package io.manabi.training.parameters;

import io.manabi.training.network.Parameter;
import java.util.List;

/**
 * A parameter of which tasks read and change single rows.
 *
 * @param parameter the parameter, [rows, width]
 * @param block how many rows each part has; the last may have fewer
 * @param parts the rows in their order, in parts on different servers
 */
record Table(Parameter parameter, long block, List<Placed> parts) {}
