/**
 * The commands about data: statistics, schemas, validation and comparison; and the flags of all
 * commands that read data.
 *
 * <pre>{@code
 * manabi data stats train.csv --format html --output train.html
 * manabi data infer-schema train.csv --output schema.pbtxt
 * manabi data validate today.csv --schema schema.pbtxt --environment SERVING
 * manabi data validate-request request.json --schema schema.pbtxt --environment SERVING
 * manabi data compare train.csv today.csv
 * }</pre>
 */
@NullMarked
package io.manabi.cli.data;

import org.jspecify.annotations.NullMarked;
