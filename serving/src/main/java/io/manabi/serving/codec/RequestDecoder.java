package io.manabi.serving.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.manabi.prediction.tensors.FlatTensor;
import io.manabi.prediction.tensors.PredictionFailure;
import io.manabi.prediction.tensors.Signature;
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
  private static final int MANY_NAMES = 1000;

  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";
  private static final String SIGNATURE_NAME = "signature_name";

  private final JsonFactory json;

  /** Keeps no names, of which there may be a million: to look for each takes seconds then. */
  private final JsonFactory forgetfulJson;

  /**
   * A decoder.
   *
   * @param depth how deep lists and objects may be nested, also where they are ignored
   */
  public RequestDecoder(int depth) {
    json = RequestJson.factory(depth, true);
    forgetfulJson = RequestJson.factory(depth, false);
  }

  /**
   * Decodes a request.
   *
   * @param body UTF-8 JSON
   * @param signatures the signatures of the model
   * @throws PredictionFailure if the body is not a request that this model can be called with
   */
  public DecodedRequest decode(byte[] body, Signatures signatures) {
    RequestJson.requireUtf8(body);
    try {
      return decode(body, signatures, json);
    } catch (ManyNames e) {
      return decode(body, signatures, forgetfulJson);
    }
  }

  private static DecodedRequest decode(byte[] body, Signatures signatures, JsonFactory json) {
    try {
      return readOnce(json, body, signatures, null);
    } catch (IOException | PredictionFailure e) {
      // What came first in the stream need not be the trouble to report: TensorFlow Serving checks
      // the whole syntax, then the signature, then the values. So look again in that order.
      byte[] spelt = InfinityWords.spellOut(body);
      String signature = checkSyntax(json, spelt);
      try {
        return readOnce(json, spelt, signatures, signature);
      } catch (IOException again) {
        throw PredictionFailure.invalid("JSON Parse error: " + again.getMessage());
      }
    }
  }

  /** Reads the whole body and returns the name of the signature, empty if there is none. */
  private static String checkSyntax(JsonFactory json, byte[] body) {
    String signature = null;
    try (JsonParser parser = RequestJson.parser(json, body)) {
      enterBody(parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean isSignature = parser.currentName().equals(SIGNATURE_NAME);
        JsonToken token = parser.nextToken();
        if (isSignature && signature == null) {
          if (token != JsonToken.VALUE_STRING) {
            throw PredictionFailure.invalid(
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
      throw PredictionFailure.invalid("JSON Parse error: " + e.getMessage());
    }
    return signature == null ? "" : signature;
  }

  private static PredictionFailure syntaxFailure(JsonProcessingException e) {
    @Nullable JsonLocation location = e.getLocation();
    return PredictionFailure.invalid(
        "JSON Parse error: "
            + e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "")
            + (location == null ? "" : " at offset: " + location.getByteOffset()));
  }

  private static void enterBody(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw PredictionFailure.invalid("JSON Parse error: The document is empty");
    }
    if (first != JsonToken.START_OBJECT) {
      throw PredictionFailure.invalid("JSON Value: " + parser.getText() + " Is not object");
    }
  }

  private static DecodedRequest readOnce(
      JsonFactory json, byte[] body, Signatures signatures, @Nullable String knownSignature)
      throws IOException {
    Signature signature = knownSignature == null ? null : find(signatures, knownSignature);
    Map<String, FlatTensor> inputs = null;
    AnswerLayout layout = AnswerLayout.ROWS;
    int names = 0;
    try (JsonParser parser = RequestJson.parser(json, body)) {
      enterBody(parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        if (key.equals(SIGNATURE_NAME) && knownSignature == null) {
          Signature named = find(signatures, parser.getText());
          if (signature != null && !named.equals(signature)) {
            throw PredictionFailure.invalid("The signature stands behind the values");
          }
          signature = named;
        } else if (key.equals(INSTANCES) || key.equals(INPUTS)) {
          AnswerLayout wanted = key.equals(INSTANCES) ? AnswerLayout.ROWS : AnswerLayout.COLUMNS;
          if (inputs == null) {
            layout = wanted;
            signature = signature == null ? find(signatures, "") : signature;
            inputs = InputsReader.read(signature, parser, layout);
          } else if (layout != wanted) {
            throw PredictionFailure.invalid(
                "JSON Value: {…} Not formatted correctly expecting only one of 'inputs' or"
                    + " 'instances' keys to exist");
          }
          // Of two equal keys the first counts.
          parser.skipChildren();
        } else {
          boolean keepsNames = json.isEnabled(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
          names = skip(parser, names, keepsNames ? MANY_NAMES : Integer.MAX_VALUE);
        }
      }
    }
    if (signature == null || inputs == null) {
      throw PredictionFailure.invalid("Missing 'inputs' or 'instances' key");
    }
    return new DecodedRequest(signature, inputs, layout);
  }

  /** Skips a value, and returns how many names there have been so far. */
  private static int skip(JsonParser parser, int before, int most) throws IOException {
    int names = before + 1;
    int depth = 0;
    JsonToken token = parser.currentToken();
    while (true) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      names += token == JsonToken.FIELD_NAME ? 1 : 0;
      if (names > most) {
        throw new ManyNames();
      }
      if (depth == 0) {
        return names;
      }
      token = parser.nextToken();
    }
  }

  /** There are too many names to keep them. */
  private static final class ManyNames extends RuntimeException {
    private static final long serialVersionUID = 1;

    ManyNames() {
      super(null, null, false, false);
    }
  }

  private static Signature find(Signatures signatures, String name) {
    return signatures.named(name.isEmpty() ? Signature.DEFAULT_NAME : name);
  }
}
