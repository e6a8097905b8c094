"""Static files under names made from their content, compressed, so that browsers keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise says nothing of its types
    """WhiteNoise's storage, which also rewrites the imports between JavaScript modules."""

    support_js_module_import_aggregation = True
