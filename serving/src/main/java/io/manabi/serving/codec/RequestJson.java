package io.manabi.serving.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.manabi.prediction.tensors.PredictionFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** How the JSON of requests is parsed. */
public final class RequestJson {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private RequestJson() {}

  /**
   * A factory of parsers.
   *
   * @param depth how deep lists and objects may be nested; tensors have their own bound
   * @param keepsNames whether names of fields are looked up among those that have been seen
   */
  public static JsonFactory factory(int depth, boolean keepsNames) {
    return JsonFactory.builder()
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        // Bodies are UTF-8; without names that are kept Jackson wants to find that out by itself.
        .configure(JsonFactory.Feature.CHARSET_DETECTION, !keepsNames)
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, keepsNames)
        // Names come from anyone: to intern a million of them takes seconds.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                // The server bounds the body, and an image is one long string.
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /**
   * Checks a body: Jackson takes some sequences of bytes for characters that they are not.
   *
   * @throws PredictionFailure if it is not UTF-8
   */
  public static void requireUtf8(byte[] body) {
    requireUtf8(body, body.length);
  }

  /**
   * Checks the beginning of a body.
   *
   * @throws PredictionFailure if it is not UTF-8
   */
  public static void requireUtf8(byte[] body, int length) {
    for (int i = 0; i < length; i++) {
      if (body[i] < 0) {
        try {
          Object unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length));
          return;
        } catch (CharacterCodingException e) {
          throw PredictionFailure.invalid(
              "JSON Parse error: The body is not UTF-8; send other bytes than text as"
                  + " {\"b64\": \"…\"}");
        }
      }
    }
  }

  /**
   * A text in UTF-8.
   *
   * @throws PredictionFailure if it has half of a surrogate pair, of which Java makes "?"
   */
  public static byte[] bytesOf(String text) {
    if (hasLoneSurrogate(text)) {
      throw PredictionFailure.invalid("JSON Parse error: The surrogate pair in string is invalid.");
    }
    return text.getBytes(UTF_8);
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 'x')) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /**
   * A parser of a body, behind the byte order mark that it may begin with.
   *
   * @throws IOException if there is none
   */
  public static JsonParser parser(JsonFactory json, byte[] body) throws IOException {
    int start = Arrays.equals(body, 0, Math.min(3, body.length), BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
    return json.createParser(body, start, body.length - start);
  }
}
