import {Drawing} from './drawing.js';
import {body, MODEL_PATH, Predictor} from './predictor.js';

const byId = id => document.getElementById(id);
const SEEN_SIDE = 28;

const rows = Array.from({length: 10}, (_, digit) => {
  const row = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = String(digit);
  const track = document.createElement('div');
  track.className = 'track';
  const fill = document.createElement('div');
  fill.className = 'fill';
  track.append(fill);
  const percent = document.createElement('span');
  percent.className = 'percent';
  row.append(name, track, percent);
  byId('bars').append(row);
  return {row, fill, percent};
});

function showProbabilities(probabilities, best) {
  rows.forEach(({row, fill, percent}, digit) => {
    const probability = probabilities?.[digit] ?? 0;
    fill.style.transform = `scaleX(${probability})`;
    percent.textContent = probabilities ? `${(100 * probability).toFixed(1)} %` : '';
    row.classList.toggle('best', digit === best);
  });
}

function showSeen(pixels) {
  const context = byId('seen').getContext('2d');
  const image = context.createImageData(SEEN_SIDE, SEEN_SIDE);
  for (let i = 0; i < SEEN_SIDE * SEEN_SIDE; i++) {
    const grey = Math.round(255 * (pixels?.[i] ?? 0));
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** A command that asks the same; base64 and our JSON hold no single quote. */
function curl(png) {
  return `curl -s -X POST ${location.origin}${MODEL_PATH} -H 'Content-Type: application/json'`
      + ` --data-binary @- <<'END'\n${body('drawing', png)}\nEND`;
}

function showError(message) {
  byId('error').hidden = message === '';
  byId('error').textContent = message;
}

function showAnswer({prediction, seen, png, millis}) {
  const best = prediction.classes;
  const confidence = (100 * prediction.probabilities[best]).toFixed(1);
  byId('digit').value = String(best);
  byId('confidence').textContent = `${confidence} % sure`;
  byId('latency').textContent = `answered in ${Math.max(1, Math.round(millis))} ms`;
  showProbabilities(prediction.probabilities, best);
  showSeen(Array.isArray(seen) ? seen : seen.inputs);
  byId('curl').textContent = curl(png);
  byId('copy').disabled = false;
  document.body.dataset.settled = String(predictor.isSettled);
  showError('');
}

function showNothing() {
  byId('digit').value = '–';
  byId('confidence').textContent = 'Nothing drawn yet';
  byId('latency').textContent = '\u00a0';
  showProbabilities(null, -1);
  showSeen(null);
  byId('curl').textContent = 'Draw something first.';
  byId('copy').disabled = true;
  showError('');
}

const predictor =
    new Predictor(showAnswer, error => showError(`The server did not answer: ${error.message}`));

const drawing = new Drawing(byId('canvas'), () => Number(byId('pen').value), () => {
  byId('undo').disabled = drawing.isEmpty;
  byId('clear').disabled = drawing.isEmpty;
  if (drawing.isEmpty) {
    predictor.forget();
    showNothing();
  } else {
    document.body.dataset.settled = 'false';
    predictor.ask(() => drawing.png());
  }
});

byId('undo').addEventListener('click', () => drawing.undo());
byId('clear').addEventListener('click', () => drawing.clear());
byId('copy').addEventListener('click', async () => {
  const text = byId('curl').textContent;
  try {
    await navigator.clipboard.writeText(text);
    byId('copy').textContent = 'Copied';
    setTimeout(() => {
      byId('copy').textContent = 'Copy';
    }, 1500);
  } catch {
    // Without the right to use the clipboard the text is selected, ready for the keyboard.
    getSelection().selectAllChildren(byId('curl'));
  }
});

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') {
    event.preventDefault();
    drawing.undo();
  } else if (event.key === 'Escape' || event.key === 'Delete') {
    drawing.clear();
  }
});

showNothing();
