"""What holds for every test: nothing depends on how fast the machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("usual", deadline=None, max_examples=60, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("usual")
