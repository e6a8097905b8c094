"""The values of one attribute over time, as SVG animates them."""

from __future__ import annotations

import math


class Track:
    """The values of one attribute over the whole drawing, as keys in time."""

    def __init__(self, seconds: float, first: str) -> None:
        self.seconds = seconds
        self.keys: list[tuple[float, str]] = [(0.0, first)]

    def at(self, second: float, value: str) -> None:
        """Add a key; a second that is there already gets the new value after the old one."""
        self.keys.append((min(second, self.seconds), value))

    def between(self, start: float, end: float, value: str, otherwise: str) -> Track:
        """Hold one value between two times and another outside."""
        self.keys = [(0.0, otherwise if start > 0 else value)]
        if start > 0:
            self.at(start, value)
        if end < self.seconds - 0.01:
            self.at(end, otherwise)
        return self

    def animate(self, attribute: str, *, smoothly: bool = True) -> str:
        """Return the animation of an attribute; nothing when it never changes."""
        if self._is_constant:
            return ""
        mode = "" if smoothly else ' calcMode="discrete"'
        return f'<animate attributeName="{attribute}" {self._attributes()}{mode}/>'

    def transform(self, kind: str) -> str:
        """Return the animation of a transformation; nothing when it never changes."""
        if self._is_constant:
            return ""
        return f'<animateTransform attributeName="transform" type="{kind}" {self._attributes()}/>'

    def _attributes(self) -> str:
        """Return the keys; the whole is a hair longer than the score, which ends before it begins anew."""
        whole = (math.floor(self.seconds * 100) + 2) / 100
        keys = sorted(self.keys, key=lambda key: key[0])
        keys.append((whole, keys[-1][1]))
        times = ";".join(f"{second / whole:.4f}".rstrip("0").rstrip(".") or "0" for second, _ in keys)
        values = ";".join(value for _, value in keys)
        return f'values="{values}" keyTimes="{times}" dur="{whole:g}s" repeatCount="indefinite"'

    @property
    def _is_constant(self) -> bool:
        return len({value for _, value in self.keys}) == 1
