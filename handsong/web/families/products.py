"""Patch tests: what is done about them, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from handsong.content import load
from handsong.content.values import Product
from handsong.core import product as craft
from handsong.core.child import Fact, Happening
from handsong.core.product import PatchTest, Status
from handsong.core.situation import Situation
from handsong.web.families import actions
from handsong.web.families.models import Child, TriedProduct

A_TEST_IS_OVER_BY = timedelta(days=7)
"""Five days after its last look a test that nobody looked at is no longer spoken of on Today."""

DRY = "none-dry"
"""Bare hands, which stand in the list of products as the first choice."""

PLACE_NAMES = {
    "inner-forearm.left": "Inside of the left forearm",
    "inner-forearm.right": "Inside of the right forearm",
}
_ARM = {"inner-forearm.left": "arm.left", "inner-forearm.right": "arm.right"}


@dataclass(frozen=True)
class Standing:
    """One product for one child: what is thought of it, and where its latest test stands."""

    product: Product
    row: TriedProduct | None
    status: Status
    next_look: datetime | None

    is_late: bool = False

    @property
    def can_be_tested(self) -> bool:
        """Whether a test may begin."""
        return _is_tested(self.product)

    @property
    def is_running(self) -> bool:
        """Whether a test is running."""
        return self.status is Status.PENDING

    @property
    def place_name(self) -> str:
        """Where the test is."""
        return PLACE_NAMES[self.row.place] if self.row else ""


def standings(child: Child, now: datetime) -> list[Standing]:
    """Return every product with where it stands, the best thought of first; one query."""
    rows = _by_time(child)
    latest = {row.product: row for row in rows}
    reacted = {row.product: row for row in rows if row.reacted_at}
    order = ("prefer", "ok", "caution", "avoid")
    in_order = sorted(load.once().products, key=lambda product: order.index(product.stance))
    return [
        _standing(product, reacted.get(product.id) or latest.get(product.id), now) for product in in_order
    ]


def _standing(product: Product, row: TriedProduct | None, now: datetime) -> Standing:
    """Return where one test of a product stands."""
    if row is None:
        return Standing(product, None, Status.UNTESTED, None)
    test = row.test()
    next_look = test.next_look(now)
    return Standing(
        product, row, test.status(now), next_look, is_late=bool(next_look and _has_look_due(test, now))
    )


def _is_tested(product: Product) -> bool:
    """Whether a product is one to test: bare hands need no test, and what is left out gets none."""
    return product.id != DRY and product.stance != "avoid"


def _has_look_due(test: PatchTest, now: datetime) -> bool:
    """Whether a time to look has come that nobody has looked since."""
    due = [look for look in test.looks if look <= now]
    return bool(due) and not any(looked >= due[-1] for looked in test.looked_at)


def running(children: Iterable[Child], now: datetime) -> dict[object, list[Standing]]:
    """Return the patch tests that are running, by the child's id; one query."""
    begun = TriedProduct.objects.filter(
        child__in=list(children), reacted_at=None, started_at__gt=now - A_TEST_IS_OVER_BY
    )
    known = {product.id: product for product in load.once().products}
    found: dict[object, list[Standing]] = {}
    for row in begun.order_by("started_at", "id"):
        standing = _standing(known[row.product], row, now) if row.product in known else None
        if standing and standing.is_running:
            found.setdefault(row.child_id, []).append(standing)
    return found


def standing(child: Child, product_id: str, now: datetime) -> Standing | None:
    """Return where one product stands; None when it is not known."""
    return next((row for row in standings(child, now) if row.product.id == product_id), None)


def start_test(*, child: Child, now: Situation, product: str, place: str, allergy: bool) -> TriedProduct:
    """Begin a patch test; begun twice, it is one test. Raises craft.UnableToTest."""
    if product not in {row.id for row in load.once().products if _is_tested(row)}:
        raise craft.UnableToTest("Choose one of the products that can be tested below.")
    with transaction.atomic():
        for row in _by_time(child):
            status = row.test().status(now.now)
            if row.product == product and status is Status.REACTED:
                raise craft.UnableToTest("This product caused a reaction. It stays off this child's skin.")
            if row.product == product and status is Status.PENDING:
                return row
        test = craft.start(product, place, now, allergy_in_family=allergy)
        return TriedProduct.objects.create(
            family_id=child.family_id,
            child=child,
            product=test.product,
            place=test.place,
            started_at=test.started_at,
            allergy_in_family=test.allergy_in_family,
        )


def look(*, row: TriedProduct, now: datetime, is_clear: bool) -> PatchTest:
    """Write down a look at the spot; a reaction is remembered of the child too. Raises UnableToTest."""
    test = craft.look(row.test(), now, is_clear=is_clear)
    with transaction.atomic():
        row.looks = [(moment - row.started_at).total_seconds() for moment in test.looked_at]
        row.reacted_at = test.reacted_at
        row.save(update_fields=["looks", "reacted_at"])
        if not is_clear:
            fact = Fact(Happening.REACTION, now, _ARM[row.place], is_open=True)
            actions.remember_facts(child=row.child, facts=[fact], now=now)
    return test


def use(*, child: Child, product: str, now: datetime) -> None:
    """Write down that a product was used, so that its test stays fresh.

    By a young person, on which day: others see this, and when their own massage was is theirs.
    """
    row = next((row for row in reversed(_by_time(child)) if row.product == product), None)
    if row is None:
        return
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    row.last_used_at = max(row.last_used_at or day, day) if child.is_self else now
    row.save(update_fields=["last_used_at"])


def _by_time(child: Child) -> list[TriedProduct]:
    return list(child.products.order_by("started_at", "id"))
