"""The voice is the device's own or none: captions carry the session, and the page says so."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit

VOICES = """(voices) => {
  const spoken = [];
  class Utterance { constructor(text) { this.text = text; } }
  const speech = Object.assign(new EventTarget(), {
    pending: false, speaking: false,
    getVoices: () => voices,
    speak: (said) => { spoken.push({ text: said.text, voice: said.voice.name }); said.onend?.(); },
    cancel: () => {},
  });
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
  window.spoken = spoken;
}"""
"""A device with these voices; it keeps what it was asked to say, and through which."""

FAR = {"name": "Far", "lang": "en-AU", "localService": False, "default": True}
GERMAN = {"name": "Anna", "lang": "de-DE", "localService": True, "default": False}
OWN = {"name": "Karen", "lang": "en-AU", "localService": True, "default": False}


def _on_a_device_with(visit: Visit, *voices: dict[str, Any]) -> Page:
    import json

    page, _ = visit(**PHONE)
    page.context.add_init_script(f"({VOICES})({json.dumps(voices)})")
    return page


def _spoken(page: Page) -> list[dict[str, str]]:
    said: list[dict[str, str]] = page.evaluate("window.spoken")
    return said


def _captions(page: Page, seconds: int) -> list[str]:
    """Return every caption of so many seconds."""
    shown = []
    for _ in range(seconds):
        journey.pass_time(page, 1)
        shown.append(journey.caption(page))
    return shown


def test_without_a_voice_the_page_says_so_and_captions_carry_the_session(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto(shortcut.session(phone))
    said = phone.locator("[data-no-voice]")
    expect(said).to_be_visible()
    expect(said).to_have_text("This device has no voice of its own. Large words and a soft rhythm carry you.")
    phone.clock.install()
    phone.reload()
    journey.hold_still(phone)
    journey.begin(phone)
    journey.tell(phone, "Enjoying")
    shown = _captions(phone, 40)
    assert all(shown)
    assert len(set(shown)) >= 3
    size = phone.locator("[data-caption]").evaluate("(words) => parseFloat(getComputedStyle(words).fontSize)")
    assert 28 <= size <= 40


def test_a_voice_of_the_device_says_what_the_captions_show(visit: Visit) -> None:
    page = _on_a_device_with(visit, FAR, GERMAN, OWN)
    shortcut.massage(page)
    expect(page.locator("[data-no-voice]")).to_be_hidden()
    shown = _captions(page, 40)
    spoken = _spoken(page)
    assert {row["voice"] for row in spoken} == {"Karen"}
    assert len(spoken) >= 3
    for row in spoken[1:]:
        assert row["text"] in shown, "what is heard can be read"


def test_a_voice_from_elsewhere_is_never_used(visit: Visit) -> None:
    page = _on_a_device_with(visit, FAR, GERMAN)
    shortcut.massage(page)
    _captions(page, 30)
    assert _spoken(page) == []


def test_an_answer_to_the_baby_is_spoken(visit: Visit) -> None:
    page = _on_a_device_with(visit, OWN)
    shortcut.massage(page)
    journey.pass_time(page, 12)
    journey.tell(page, "Crying")
    journey.pass_time(page, 4)
    assert "Stop. Comfort Mia, close to you." in [row["text"] for row in _spoken(page)]


def test_the_voice_can_be_tried_and_chosen_where_it_is_kept(visit: Visit) -> None:
    page = _on_a_device_with(visit, FAR, OWN, OWN | {"name": "Lee"})
    shortcut.add(page)
    page.goto("/settings/")
    expect(page.get_by_label("Voice").locator("option")).to_have_text(
        ["The calmest this device has", "Karen (en-AU)", "Lee (en-AU)"]
    )
    page.get_by_label("Voice").select_option("Lee")
    page.get_by_label("Pace").fill("0.7")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_function("window.spoken.length === 1")
    assert _spoken(page)[0]["voice"] == "Lee"
    page.reload()
    expect(page.get_by_label("Voice")).to_have_value("Lee")
    expect(page.get_by_label("Pace")).to_have_value("0.7")
    page.get_by_label("Speak the guidance aloud").uncheck()
    shortcut.play(page, shortcut.session(page))
    _captions(page, 12)
    assert _spoken(page) == []


def test_without_a_voice_the_settings_say_what_guides_instead(phone: Page) -> None:
    shortcut.add(phone)
    phone.goto("/settings/")
    expect(phone.get_by_text("Captions, a tick and vibration guide the massage.")).to_be_visible()
    expect(phone.get_by_label("Voice")).to_be_hidden()
