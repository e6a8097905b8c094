/** A device made by hand: what it keeps, how it speaks, and the network it has. Each can fail as real ones do. */

/** A storage with so much room, in letters. */
export class Room {
  #room;

  constructor(room = Infinity) {
    this.#room = room;
  }

  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }

  setItem(name, value) {
    const others = Object.keys(this).filter((other) => other !== name);
    const taken = others.reduce((sum, other) => sum + this[other].length, 0);
    if (taken + value.length > this.#room) throw new DOMException("There is no room.", "QuotaExceededError");
    this[name] = value;
  }

  removeItem(name) {
    delete this[name];
  }
}

/** Give the page this storage. */
export function keepsIn(room) {
  Object.defineProperty(globalThis, "localStorage", { value: room, configurable: true });
}

/** Let the browser refuse even to be asked, as some do in private windows. */
export function keepsNothing() {
  const get = () => {
    throw new DOMException("Not here.", "SecurityError");
  };
  Object.defineProperty(globalThis, "localStorage", { get, configurable: true });
}

/** A voice as a browser lists it. */
export function voice(name, { lang = "en-NZ", localService = true, isDefault = false } = {}) {
  return { name, lang, localService, default: isDefault };
}

/** Speech that begins and never tells of its end. */
export class Speech extends EventTarget {
  pending = false;
  said = [];
  cut = 0;
  utterances = [];

  constructor(voices) {
    super();
    this.voices = voices;
  }

  getVoices() {
    return this.voices;
  }

  speak(utterance) {
    this.said.push(utterance.text);
    this.utterances.push(utterance);
  }

  cancel() {
    this.cut += 1;
  }
}

/** Give the page this speech, or none. */
export function speaksWith(speech) {
  globalThis.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  if (speech) globalThis.speechSynthesis = speech;
  else delete globalThis.speechSynthesis;
}

/** Give the page a network that answers like this, and return what was asked of it. */
export function asks(answer) {
  const asked = [];
  globalThis.addEventListener = () => {};
  globalThis.fetch = async (address, request) => {
    const { events, ...of } = JSON.parse(request.body);
    asked.push({ address, request, events, ...of });
    return answer(events);
  };
  return asked;
}
