"""Write docs/openapi.json and docs/api.md from the API itself, or say that they are stale: with --write, write them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION, PAGE = ROOT / "docs" / "openapi.json", ROOT / "docs" / "api.md"

LEAD = """\
# For programs

What the pages show and do, a program of the family can ask for too: a button beside the mat, a home computer, a
spreadsheet. The same doors decide who may see what, the same deeds are done, and every refusal says which field, what
is wrong and what would be right. Every address, field and answer stands in [openapi.json](openapi.json). This page is
written from the same examples that the page *More, Programs* shows and that a test types into a terminal.

## Rules

* **A token each.** Made under *More, Programs*, at the machine or by somebody who has just shown to be there; shown once,
  kept as a digest. It may *read*, *tell* what happens in a massage, or *write*, perhaps of one child alone, and ends by
  itself: after 90 days unless another day was chosen, within a year always. End it there at any time.
* **No cookie counts, and the machine itself neither.** A page of somebody else, open in a browser, can send both; it has
  no token. There is no CORS: pages of others are not meant to ask.
* **From near, or encrypted.** A token counts where its person could sign in. On the home network with a certificate give
  it to the program (`curl --cacert handsong.crt`; it lies at `/trust/handsong.crt`).
* **Who may not see something finds nothing** (404), as if it were not there. Who sees it and may not do this is told so
  (403), and so is a token of another scope.
* **Times carry an offset.** What a list shows it shows in the family's zone.
* **Lists that grow come in pages**, the latest first: give `next` as `after`. Rows that come meanwhile move nothing.
* **Everything that is sent counts once.** You make the id; send it again as often as you like.
* **Public words carry an ETag.** Send it back as `If-None-Match`, and a 304 says that they are the same.
* **600 requests a minute** for each token. After that 429, and `Retry-After` says how many seconds to wait.
* **Refusals** are `application/problem+json` (RFC 9457): `detail` for people, and each of `problems` with `field`, `fault`
  and `remedy`.

## Before you begin
"""


def main(words: list[str]) -> int:
    """Write both, or return 1 and say which is stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    texts = {DESCRIPTION: description(), PAGE: page()}
    if "--write" in words:
        for file, text in texts.items():
            file.write_text(text, encoding="utf-8")
        return 0
    stale = [
        file.name for file, text in texts.items() if not file.exists() or file.read_text("utf-8") != text
    ]
    for name in stale:
        print(f"docs/{name} is not what the API says. Write it anew: make fix.")
    return 1 if stale else 0


def description() -> str:
    """Return the OpenAPI document as text."""
    from handsong.web.site.api import description as described  # noqa: PLC0415 - once Django is set up

    return json.dumps(described(), ensure_ascii=False, indent=1) + "\n"


def page() -> str:
    """Return the page of examples in Markdown."""
    from handsong.web.site import api_examples  # noqa: PLC0415 - the same

    parts = [LEAD, _code("sh", api_examples.PREAMBLE), _code("python", api_examples.ASK)]
    for example in api_examples.EXAMPLES:
        parts += [
            f"## {example.title}\n",
            f"{example.why}{f' The token may {example.scope}.' if example.scope else ''}\n",
            _code("sh", example.curl),
            _code("python", example.python),
        ]
    return "\n".join(parts)


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
