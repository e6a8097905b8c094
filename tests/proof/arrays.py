"""Covering arrays: few rows in which any three factors meet in every combination of their values.

A row is a polynomial of degree two over a prime field, and factor k reads its value at k. Three
values of such a polynomial at three places can be chosen freely, so among all of them every
triple of slots occurs exactly once, for any three factors. That is exact where a greedy search
comes close, takes no search, and is the same on every machine. A pool that names a value twice
makes it twice as frequent and covers no less.
"""

from __future__ import annotations

from collections.abc import Sequence


class CoveringArray:
    """Rows of slots, one slot for each pool of values: 3-wise covering as long as pools fit the prime."""

    def __init__(self, prime: int, sizes: Sequence[int]) -> None:
        if any(prime % divisor == 0 for divisor in range(2, prime)):
            raise ValueError(f"{prime} is no prime.")
        if len(sizes) > prime or max(sizes) > prime:
            raise ValueError(f"{len(sizes)} factors of up to {max(sizes)} values need a prime above {prime}.")
        self._prime = prime
        self._sizes = tuple(sizes)
        # Neighbouring rows differ in everything: the step shares no factor with the number of rows.
        self._step = round(prime**3 * 0.618) // prime * prime + 1

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._prime**3

    def row(self, number: int) -> tuple[int, ...]:
        """Return one row: for each factor the place of its value in its pool."""
        prime = self._prime
        scrambled = number * self._step % prime**3
        a, rest = divmod(scrambled, prime * prime)
        b, c = divmod(rest, prime)
        return tuple((a + b * k + c * k * k) % prime % size for k, size in enumerate(self._sizes))
