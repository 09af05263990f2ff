package io.manabi.web;

/**
 * What a request needs a permission for.
 *
 * @param action what it does
 * @param model the name of the model with which, {@value #WHOLE} for the server as a whole, or
 *     empty if only its body tells the model
 */
public record Need(Action action, String model) {
  static final String WHOLE = "*";
  private static final String SOME = "";

  /** Something with one model. */
  public static Need withModel(Action action, String model) {
    return new Need(action, model);
  }

  /**
   * Something with a model that is not known yet, as with gRPC: enough is a permission for any. The
   * service asks {@link Guard#permits} again when it knows.
   */
  public static Need withSomeModel(Action action) {
    return new Need(action, SOME);
  }

  /** Something with the server as a whole: only a permission for all models is enough. */
  public static Need withServer(Action action) {
    return new Need(action, WHOLE);
  }

  boolean isOfSomeModel() {
    return model.equals(SOME);
  }

  /** As a part of a sentence. */
  String words() {
    return switch (model) {
      case WHOLE -> action.word() + " with all models";
      case SOME -> action.word();
      default -> action.word() + " with model '" + model + "'";
    };
  }
}
