package io.manabi.web;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.encoding.StreamEncoderFactory;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.encoding.EncodingService;
import java.util.Set;
import java.util.function.Function;

/** Compressed answers and requests. */
public final class Compression {
  /** Text in all but name; pictures are compressed already, and gRPC compresses its messages. */
  private static final Set<String> TEXTS =
      Set.of("application/json", "application/javascript", "application/xml", "image/svg+xml");

  private Compression() {}

  /** Compresses answers of a kilobyte and more by gzip, if the client accepts it. */
  public static Function<? super HttpService, HttpService> ofAnswers() {
    Function<? super HttpService, EncodingService> gzip =
        EncodingService.builder()
            .encoderFactories(
                StreamEncoderFactory.all().stream()
                    .filter(each -> each.encodingHeaderValue().equals("gzip"))
                    .toList())
            .encodableContentTypes(Compression::isText)
            .newDecorator();
    return service -> new PackedAnswers(service, gzip.apply(service));
  }

  /** Whatever its charset: {@link MediaType#belongsTo} wants the parameters to be the same. */
  private static boolean isText(MediaType type) {
    return type.type().equals("text")
        || TEXTS.contains(type.type() + "/" + type.subtype())
        || type.subtype().endsWith("+json");
  }

  /**
   * Decompresses requests by gzip or deflate, up to the limit for unpacked bodies, and has clients
   * of HTTP/2 get the answer also when it comes before they have sent all. It must decorate each
   * service by itself, not the server as a whole.
   */
  public static Function<? super HttpService, HttpService> ofRequests(Limits limits) {
    return service -> new UnpackedRequests(service, limits);
  }
}
