package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the body of a predict request, in row format ("instances") or column format ("inputs").
 * Values go from the bytes straight into flat arrays, in one pass if the signature's name does not
 * stand behind them.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#predict_api">TensorFlow Serving's
 *     RESTful API</a>
 */
public final class RequestDecoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(TensorReader.MAX_RANK + 10)
                  // The server bounds the body, and an image is one long string.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";
  private static final String SIGNATURE_NAME = "signature_name";

  private RequestDecoder() {}

  /**
   * Decodes a request.
   *
   * @param body UTF-8 JSON
   * @param signatures the signatures of the model
   * @throws RequestFailure if the body is not a request that this model can be called with
   */
  public static PredictRequest decode(byte[] body, Signatures signatures) {
    try {
      return readOnce(body, signatures, null);
    } catch (IOException | RequestFailure e) {
      // What came first in the stream need not be the trouble to report: TensorFlow Serving checks
      // the whole syntax, then the signature, then the values. So look again in that order.
      String signature = checkSyntax(body);
      try {
        return readOnce(body, signatures, signature);
      } catch (IOException again) {
        throw RequestFailure.invalid("JSON Parse error: " + again.getMessage());
      }
    }
  }

  /** Reads the whole body and returns the name of the signature, empty if there is none. */
  private static String checkSyntax(byte[] body) {
    String signature = null;
    try (JsonParser parser = JSON.createParser(body)) {
      enterBody(parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean isSignature = parser.currentName().equals(SIGNATURE_NAME);
        JsonToken token = parser.nextToken();
        if (isSignature && signature == null) {
          if (token != JsonToken.VALUE_STRING) {
            throw RequestFailure.invalid(
                "JSON Value: {…} not formatted correctly. 'signature_name' key must be a string"
                    + " value.");
          }
          signature = parser.getText();
        }
        parser.skipChildren();
      }
    } catch (JsonProcessingException e) {
      throw syntaxFailure(e);
    } catch (IOException e) {
      throw RequestFailure.invalid("JSON Parse error: " + e.getMessage());
    }
    return signature == null ? "" : signature;
  }

  private static RequestFailure syntaxFailure(JsonProcessingException e) {
    @Nullable JsonLocation location = e.getLocation();
    return RequestFailure.invalid(
        "JSON Parse error: "
            + e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "")
            + (location == null ? "" : " at offset: " + location.getByteOffset()));
  }

  private static void enterBody(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw RequestFailure.invalid("JSON Parse error: The document is empty");
    }
    if (first != JsonToken.START_OBJECT) {
      throw RequestFailure.invalid("JSON Value: " + parser.getText() + " Is not object");
    }
  }

  private static PredictRequest readOnce(
      byte[] body, Signatures signatures, @Nullable String knownSignature) throws IOException {
    Signature signature = knownSignature == null ? null : find(signatures, knownSignature);
    Map<String, FlatTensor> inputs = null;
    AnswerLayout layout = AnswerLayout.ROWS;
    try (JsonParser parser = JSON.createParser(body)) {
      enterBody(parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        if (key.equals(SIGNATURE_NAME) && knownSignature == null) {
          Signature named = find(signatures, parser.getText());
          if (signature != null && !named.equals(signature)) {
            throw RequestFailure.invalid("The signature stands behind the values");
          }
          signature = named;
        } else if (key.equals(INSTANCES) || key.equals(INPUTS)) {
          AnswerLayout wanted = key.equals(INSTANCES) ? AnswerLayout.ROWS : AnswerLayout.COLUMNS;
          if (inputs == null) {
            layout = wanted;
            signature = signature == null ? find(signatures, "") : signature;
            InputsReader reader = new InputsReader(signature);
            inputs = layout == AnswerLayout.ROWS ? reader.rows(parser) : reader.columns(parser);
          } else if (layout != wanted) {
            throw RequestFailure.invalid(
                "JSON Value: {…} Not formatted correctly expecting only one of 'inputs' or"
                    + " 'instances' keys to exist");
          }
          // Of two equal keys the first counts.
          parser.skipChildren();
        } else {
          parser.skipChildren();
        }
      }
    }
    if (signature == null || inputs == null) {
      throw RequestFailure.invalid("Missing 'inputs' or 'instances' key");
    }
    return new PredictRequest(signature, inputs, layout);
  }

  private static Signature find(Signatures signatures, String name) {
    return signatures.named(name.isEmpty() ? Signature.DEFAULT_NAME : name);
  }
}
