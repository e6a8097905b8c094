"""What the pages about signing in become: on a phone, with a PIN, and when something was wrong."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import states
from tests.e2e.walk import Walk, collect

PASSWORD, PIN = "four green ducks swim", "7391"


def sign_in_on_a_phone(walk: Walk) -> None:
    """A phone that nobody knows, in a household at a number."""
    walk.as_phone("/sign-in/")
    expect(walk.page.get_by_text("opened by a number")).to_be_visible()


def sign_in_refused(walk: Walk) -> None:
    """Not this password."""
    _sign_in(walk, "not this one at all")
    expect(walk.page.get_by_text("do not belong together")).to_be_visible()


def account_of_somebody(walk: Walk) -> None:
    """Somebody who signed in with a password."""
    _signed_in(walk)
    walk.as_phone("/account/")
    expect(walk.page.get_by_text("(this one)")).to_be_visible()


def account_alone(walk: Walk) -> None:
    """Somebody whose password was changed just now, as the page says that leads there."""
    _signed_in(walk, "Jo")
    walk.as_phone("/account/")
    others = walk.page.get_by_role("button", name="End ")
    while left := others.count():
        others.first.click()
        expect(others).to_have_count(left - 1)
    walk.as_phone("/account/?alone")
    expect(walk.page.get_by_text("this device alone is signed in as you")).to_be_visible()


def account_codes(walk: Walk) -> None:
    """Ten fresh recovery codes."""
    account_of_somebody(walk)
    walk.page.get_by_role("button", name="Make").click()
    expect(walk.page.locator(".codes li")).to_have_count(10)


def account_password_too_weak(walk: Walk) -> None:
    """A password on every list."""
    _signed_in(walk)
    walk.as_phone("/account/sign-in/")
    walk.page.get_by_label("A password").fill("password1234")
    walk.page.get_by_role("button", name="Save").click()
    expect(walk.page.get_by_text("lists that thieves try first")).to_be_visible()


def pair_with_a_pin(walk: Walk) -> None:
    """A phone that is to choose a PIN, and chose one that everybody tries."""
    _guest(walk)
    walk.page.get_by_label("Choose a PIN").fill("1234")
    walk.page.get_by_role("button", name="Pair").click()
    expect(walk.page.get_by_text("among the first that anybody tries")).to_be_visible()


def device_choices(walk: Walk) -> None:
    """Whose phone, for how long, and with a PIN."""
    walk.page.goto("/devices/")
    walk.page.get_by_text("For somebody else").click()


def unlock_asked(walk: Walk) -> None:
    """A phone that was just paired with a PIN, which was wrong once."""
    _guest(walk)
    walk.page.get_by_label("Choose a PIN").fill(PIN)
    walk.page.get_by_role("button", name="Pair").click()
    _try_pin(walk)
    expect(walk.page.get_by_text("not the PIN of this phone")).to_be_visible()


def unlock_closed(walk: Walk) -> None:
    """And four times more."""
    unlock_asked(walk)
    for _ in range(4):
        _try_pin(walk)
    expect(walk.page.get_by_text("so this phone stays closed")).to_be_visible()


def devices_with_a_closed_one(walk: Walk) -> None:
    """The machine, which can let it in again."""
    unlock_closed(walk)
    walk.page.goto("/devices/")
    expect(walk.page.get_by_role("button", name="Let in again").first).to_be_visible()


def confirm_with_nothing(walk: Walk) -> None:
    """A phone whose person has neither a password nor a passkey."""
    states.pair(walk)
    walk.page.get_by_role("button", name="Pair").click()
    walk.as_phone("/confirm/")
    expect(walk.page.get_by_text("you have neither so far")).to_be_visible()


def confirm_with_a_pin(walk: Walk) -> None:
    """A phone that lies about, before everything is taken along; the PIN was wrong once."""
    _guest(walk)
    walk.page.get_by_label("Choose a PIN").fill(PIN)
    walk.page.get_by_role("button", name="Pair").click()
    walk.page.get_by_label("PIN").fill(PIN)
    walk.page.get_by_role("button", name="Open").click()
    expect(walk.page.get_by_label("PIN")).to_be_hidden()
    walk.as_phone("/copy/")
    walk.page.get_by_label("PIN").fill("9999")
    walk.page.get_by_role("button", name="Go on").click()
    expect(walk.page.get_by_role("alert")).to_be_visible()


def confirm_with_a_password(walk: Walk) -> None:
    """Somebody who has a password, on a tablet that was paired before."""
    cookie = {"name": "handsong_device", "value": walk.place.ids["tablet"], "url": walk.place.network}
    walk.page.context.add_cookies([cookie])
    walk.as_phone("/confirm/")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("Is it you?")


def _sign_in(walk: Walk, password: str, name: str = "Ingrid") -> None:
    walk.as_phone("/sign-in/")
    walk.page.get_by_label("Name").fill(name)
    walk.page.get_by_label("Password").fill(password)
    walk.page.get_by_role("button", name="Sign in", exact=True).click()


def _signed_in(walk: Walk, name: str = "Ingrid") -> None:
    _sign_in(walk, PASSWORD, name)
    expect(walk.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def _guest(walk: Walk) -> None:
    """Open a code for Gita, who looks on, on a phone that lies about."""
    walk.page.goto("/devices/")
    walk.page.get_by_text("For somebody else").click()
    walk.page.get_by_label("Whose phone is it?").select_option(label="Gita")
    walk.page.get_by_label("Ask for a PIN").check()
    walk.page.get_by_role("button", name="Add a phone").click()
    walk.as_phone(walk.page.locator(".code strong").inner_text().removeprefix(walk.place.network))


def _try_pin(walk: Walk) -> None:
    walk.page.get_by_label("PIN").fill("9999")
    walk.page.get_by_role("button", name="Open").click()
    expect(walk.page.get_by_role("alert")).to_be_visible()


STATES = collect(__name__)
"""Every state above, by its name."""
