package io.manabi.web;

/** What a request needs a permission for. */
public sealed interface Need {
  /** As a model's name: the server as a whole. */
  String WHOLE = "*";

  /** Something with one model; {@code PROJECT.MODEL} is also for who may do it in that project. */
  static Need withModel(Action action, String model) {
    return new OfModel(action, model);
  }

  /**
   * Something with a model that is not known yet, as with gRPC: enough is a permission for any. The
   * service asks {@link Guard#permits} again when it knows.
   */
  static Need withSomeModel(Action action) {
    return new OfModel(action, OfModel.SOME);
  }

  /** Something with the server as a whole: only a permission for all models is enough. */
  static Need withServer(Action action) {
    return new OfModel(action, WHOLE);
  }

  /** Something in a project: a role there that has the permission is enough. */
  static Need inProject(String permission, String project) {
    return new OfProject(permission, project, "");
  }

  /**
   * Something with a resource of a project.
   *
   * @param resource such as {@code jobs/rnn} or {@code models/mnist}
   */
  static Need withResource(String permission, String project, String resource) {
    return new OfProject(permission, project, resource);
  }

  /** Something that everybody may do whose key or token is known; the service asks again. */
  static Need ofKnownCaller() {
    return new OfAnybody();
  }

  /** As a part of a sentence, behind "may not". */
  String words();

  /**
   * An action with a model.
   *
   * @param action what it does
   * @param model the name of the model with which, {@value #WHOLE} for the server as a whole, or
   *     empty if only its body tells the model
   */
  record OfModel(Action action, String model) implements Need {
    private static final String SOME = "";

    /** Whether it is enough to be permitted it with any model. */
    public boolean isOfSomeModel() {
      return model.equals(SOME);
    }

    /** The project of a model that is called {@code PROJECT.MODEL}; empty if it is not. */
    public String project() {
      return model.substring(0, Math.max(0, model.indexOf('.')));
    }

    @Override
    public String words() {
      return switch (model) {
        case WHOLE -> action.word() + " with all models";
        case SOME -> action.word();
        default -> action.word() + " with model '" + model + "'";
      };
    }
  }

  /**
   * A permission in a project.
   *
   * @param permission such as {@code ml.jobs.create}
   * @param resource such as {@code jobs/rnn}; empty for the project as a whole
   */
  record OfProject(String permission, String project, String resource) implements Need {
    private static final String MODELS = "models/";

    /** What the model is called of which it is; empty if it is of none. */
    public String servedName() {
      return resource.startsWith(MODELS) ? project + "." + resource.substring(MODELS.length()) : "";
    }

    @Override
    public String words() {
      return "do what needs "
          + permission
          + " on projects/"
          + project
          + (resource.isEmpty() ? "" : "/" + resource)
          + "; ask an admin of the project for a role that has it";
    }
  }

  /** Nothing but to be known. */
  record OfAnybody() implements Need {
    @Override
    public String words() {
      return "do this";
    }
  }
}
