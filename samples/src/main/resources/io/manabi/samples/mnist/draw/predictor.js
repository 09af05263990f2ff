// Asks the server about drawings, never more than one at a time.

export const MODEL_PATH = '/v1/models/MNIST:predict';
const PAUSE_MILLIS = 60;

/** The body of a request; the signature comes first, so that the server can read in one pass. */
export function body(signature, png) {
  return JSON.stringify({signature_name: signature, instances: [{image_bytes: {b64: png}}]});
}

async function predict(signature, png) {
  const answer = await fetch(MODEL_PATH, {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: body(signature, png),
    signal: AbortSignal.timeout(10_000),
  });
  const json = await answer.json().catch(() => ({error: `HTTP ${answer.status}`}));
  if (!answer.ok || json.error) {
    const error = typeof json.error === 'string' ? json.error : json.error?.message;
    throw new Error(error ?? `HTTP ${answer.status}`);
  }
  return json.predictions[0];
}

/**
 * Asks about the newest drawing only: while one request is under way, later drawings replace each
 * other, and an answer that is no longer wanted is dropped.
 */
export class Predictor {
  #drawing = 0;
  #waiting = null;
  #busy = false;
  #timer = 0;
  #onAnswer;
  #onError;

  constructor(onAnswer, onError) {
    this.#onAnswer = onAnswer;
    this.#onError = onError;
  }

  /** Asks soon; `png` is called then, and gives the drawing. */
  ask(png) {
    this.#waiting = png;
    if (this.#timer === 0) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.#next();
      }, PAUSE_MILLIS);
    }
  }

  /** Whether everything asked has been answered. */
  get isSettled() {
    return !this.#busy && this.#waiting === null;
  }

  /** Drops what has been asked: another drawing begins. */
  forget() {
    this.#drawing++;
    this.#waiting = null;
  }

  async #next() {
    if (this.#busy || this.#waiting === null) {
      return;
    }
    const drawing = this.#drawing;
    const png = this.#waiting();
    this.#waiting = null;
    this.#busy = true;
    const began = performance.now();
    try {
      const [prediction, seen] =
          await Promise.all([predict('drawing', png), predict('transform', png)]);
      this.#busy = false;
      // While a drawing goes on its answers are shown in their order, so the bars move as one
      // draws; an answer about a drawing that was dropped is not shown.
      if (drawing === this.#drawing) {
        this.#onAnswer({prediction, seen, png, millis: performance.now() - began});
      }
    } catch (error) {
      this.#busy = false;
      if (drawing === this.#drawing) {
        this.#onError(error);
      }
    }
    this.#next();
  }
}
