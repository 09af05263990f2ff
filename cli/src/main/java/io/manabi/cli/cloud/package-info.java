/**
 * What all commands that ask a control server share: which server and project ({@link
 * io.manabi.cli.cloud.ServerOptions}), the requests ({@link io.manabi.cli.cloud.ApiClient}), and
 * how answers are filtered and printed ({@link io.manabi.cli.cloud.Filter}, {@link
 * io.manabi.cli.cloud.OutputFormat}), as {@code gcloud} does.
 *
 * <pre>{@code
 * ApiClient api = serverOptions.connect();
 * format.print(List.of(api.get("jobs/flowers_1")), out);
 * }</pre>
 */
@NullMarked
package io.manabi.cli.cloud;

import org.jspecify.annotations.NullMarked;
