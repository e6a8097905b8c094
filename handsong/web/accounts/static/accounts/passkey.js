/** Makes a passkey, or uses one: asks the server what to sign, lets the browser sign it, and hands it over. */

import { all, find } from "../site/find.js";

const CANCELLED = "Nothing was done: the passkey was not given. Try once more when you like.";
const NO_ANSWER = "Handsong did not answer. Look whether this device is on the network, then try once more.";

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer | null} buffer */
function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {{ id: string, type: "public-key" }[]} known */
function named(known = []) {
  return known.map((one) => ({ ...one, id: bytes(one.id) }));
}

/**
 * A passkey in the words that the server reads.
 * @param {PublicKeyCredential} given
 */
function told(given) {
  const { response } = given;
  const both = { clientDataJSON: text(response.clientDataJSON) };
  const own =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject) }
      : response instanceof AuthenticatorAssertionResponse
        ? {
            authenticatorData: text(response.authenticatorData),
            signature: text(response.signature),
            userHandle: text(response.userHandle),
          }
        : {};
  return { id: given.id, rawId: text(given.rawId), type: given.type, response: { ...both, ...own } };
}

/**
 * Let the browser do what it is asked for.
 * @param {any} asked
 * @param {boolean} makes
 */
async function given(asked, makes) {
  const { publicKey } = asked;
  const challenge = bytes(publicKey.challenge);
  const one = makes
    ? await navigator.credentials.create({
        publicKey: {
          ...publicKey,
          challenge,
          user: { ...publicKey.user, id: bytes(publicKey.user.id) },
          excludeCredentials: named(publicKey.excludeCredentials),
        },
      })
    : await navigator.credentials.get({
        publicKey: { ...publicKey, challenge, allowCredentials: named(publicKey.allowCredentials) },
      });
  if (!(one instanceof PublicKeyCredential)) throw new Error(CANCELLED);
  return told(one);
}

/**
 * Ask the server; a refusal comes in its own words.
 * @param {string} address
 * @param {object} body
 */
async function ask(address, body) {
  const token = find("[name=csrfmiddlewaretoken]", HTMLInputElement).value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer?.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(NO_ANSWER);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.fault ?? NO_ANSWER);
  return said;
}

/** @param {HTMLButtonElement} button */
async function go(button) {
  const { ask: first = "", send = "", makes, next } = button.dataset;
  const [fault] = all("[data-passkey-fault]", HTMLElement);
  const [remembered] = all("[name=remembered]", HTMLInputElement);
  const [name] = all("[data-passkey-name]", HTMLInputElement);
  button.disabled = true;
  if (fault) fault.hidden = true;
  try {
    const asked = await ask(first, {});
    const credential = await given(asked, makes !== undefined);
    const body = { challenge: asked.challenge, credential, next, remembered: remembered?.checked, name: name?.value };
    const said = await ask(send, body);
    // No form was sent: what this device carries along may be of somebody else now.
    dispatchEvent(new Event("handsong.told"));
    location.assign(said.go);
  } catch (error) {
    // What browsers say when somebody turns away is for programmers; whether there was a passkey, none of them says.
    const said = error instanceof DOMException || !(error instanceof Error) ? CANCELLED : error.message;
    if (fault) [fault.textContent, fault.hidden] = [said, false];
    button.disabled = false;
  }
}

if ("PublicKeyCredential" in globalThis) {
  for (const place of all("[data-passkey]", HTMLElement)) place.hidden = false;
  for (const button of all("button[data-send]", HTMLButtonElement)) button.addEventListener("click", () => go(button));
}
