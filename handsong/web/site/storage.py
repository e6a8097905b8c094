"""Static files under names made from their content, compressed, so that browsers keep them for good."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

_NOTE = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.DOTALL | re.MULTILINE)
"""A comment that has its lines to itself."""


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise says nothing of its types
    """WhiteNoise's storage, which also rewrites the imports between JavaScript modules.

    Notes in scripts are for those who read and check them; on the way to a phone they would be a
    third of the weight. Their lines stay empty, so that a fault names the line it has in the source.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[Any]) -> str:
        if name.endswith(".js"):
            script = b"".join(content.chunks()).decode()
            content = ContentFile(without_notes(script).encode())
        saved: str = super()._save(name, content)
        return saved


def without_notes(script: str) -> str:
    """Return the script with its comments emptied, line for line."""
    return _NOTE.sub(lambda note: "\n" * note[0].count("\n"), script)
