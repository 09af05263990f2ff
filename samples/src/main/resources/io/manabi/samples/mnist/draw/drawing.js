// A drawing: strokes of points in a square of SIZE units, whatever the size on the screen.

export const SIZE = 280;

/** Draws strokes smoothly: curves through the middles of the lines between points. */
function paint(context, strokes) {
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, SIZE, SIZE);
  context.strokeStyle = '#000000';
  context.fillStyle = '#000000';
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const {width, points} of strokes) {
    const [first] = points;
    const last = points[points.length - 1];
    context.lineWidth = width;
    context.beginPath();
    if (points.length === 1) {
      context.arc(first.x, first.y, width / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(first.x, first.y);
    for (let i = 1; i < points.length - 1; i++) {
      const point = points[i];
      const next = points[i + 1];
      context.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
    }
    context.lineTo(last.x, last.y);
    context.stroke();
  }
}

/** The strokes on a canvas, with undo; `onChange` is called after each change. */
export class Drawing {
  #canvas;
  #strokes = [];
  #current = null;
  #onChange;

  /** What a pen draws is `penWidth()` units wide. */
  constructor(canvas, penWidth, onChange) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    canvas.addEventListener('pointerdown', event => this.#begin(event, penWidth()));
    canvas.addEventListener('pointermove', event => this.#go(event));
    canvas.addEventListener('pointerup', event => this.#end(event));
    canvas.addEventListener('pointercancel', event => this.#end(event));
    new ResizeObserver(() => this.#resize()).observe(canvas);
  }

  get isEmpty() {
    return this.#strokes.length === 0;
  }

  undo() {
    if (this.#current === null && this.#strokes.length > 0) {
      this.#strokes.pop();
      this.#changed();
    }
  }

  clear() {
    if (!this.isEmpty) {
      this.#strokes = [];
      this.#current = null;
      this.#changed();
    }
  }

  /** The drawing as PNG, base64, black on white; of the same size on every screen. */
  png() {
    const copy = document.createElement('canvas');
    copy.width = SIZE;
    copy.height = SIZE;
    paint(copy.getContext('2d'), this.#strokes);
    const url = copy.toDataURL('image/png');
    return url.slice(url.indexOf(',') + 1);
  }

  #begin(event, width) {
    if (this.#current !== null || event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.#canvas.focus({preventScroll: true});
    this.#canvas.setPointerCapture(event.pointerId);
    this.#current = {pointer: event.pointerId, width, points: [this.#point(event)]};
    this.#strokes.push(this.#current);
    this.#changed();
  }

  #go(event) {
    if (this.#current?.pointer !== event.pointerId) {
      return;
    }
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) {
      this.#current.points.push(this.#point(each));
    }
    this.#changed();
  }

  #end(event) {
    if (this.#current?.pointer === event.pointerId) {
      this.#current = null;
    }
  }

  #point(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * SIZE / box.width,
      y: (event.clientY - box.top) * SIZE / box.height,
    };
  }

  #resize() {
    const pixels = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    if (pixels > 0 && pixels !== this.#canvas.width) {
      this.#canvas.width = pixels;
      this.#canvas.height = pixels;
    }
    this.#paint();
  }

  #changed() {
    this.#paint();
    this.#onChange();
  }

  #paint() {
    const context = this.#canvas.getContext('2d');
    const scale = this.#canvas.width / SIZE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paint(context, this.#strokes);
  }
}
