"""Pages about products: which one, the patch test, the looks, the result."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handsong.content import load
from handsong.core.product import PLACES, UnableToTest
from handsong.web.accounts import clock
from handsong.web.accounts.request import Request
from handsong.web.families import door, products, queries
from handsong.web.families.rights import Deed

STANCES = {
    "prefer": "Our first choice, when a family would like a product",
    "ok": "Fine for most",
    "caution": "With care",
    "avoid": "Leave it out",
}
IN_FAMILY = "eczema-or-allergy-in-family"


@require_GET
def all_products(request: Request, child_id: UUID) -> HttpResponse:
    """Show every product and where its patch test stands."""
    return _page(request, child_id)


@require_POST
def start_test(request: Request, child_id: UUID) -> HttpResponse:
    """Begin a patch test, or say why not now."""
    now = clock.now()
    child = door.whole_child_or_404(request.person, child_id, now, Deed.CARE)
    product, place = request.POST.get("product", ""), request.POST.get("place", "")
    try:
        products.start_test(
            child=child,
            now=queries.situation(child, now),
            product=product,
            place=place,
            allergy="allergy" in request.POST,
        )
    except UnableToTest as error:
        return _page(request, child_id, fault=str(error), at=product)
    return redirect("products", child.pk)


@require_POST
def look(request: Request, test_id: UUID) -> HttpResponse:
    """Write down what a look at the spot showed."""
    row = door.tried_product_or_404(request.person, test_id, Deed.CARE)
    seen = request.POST.get("seen", "")
    if seen not in {"clear", "changed"}:
        return _page(request, row.child_id, fault="Say what you see: clear, or changed.", at=row.product)
    try:
        products.look(row=row, now=clock.now(), is_clear=seen == "clear")
    except UnableToTest as error:
        return _page(request, row.child_id, fault=str(error), at=row.product)
    return redirect("products", row.child_id)


def _page(request: Request, child_id: UUID, *, fault: str = "", at: str = "") -> HttpResponse:
    now = clock.now()
    child = door.whole_child_or_404(request.person, child_id, now)
    standings = products.standings(child, now)
    page = {
        "child": child,
        "standings": standings,
        "stances": STANCES,
        "places": [(place, products.PLACE_NAMES[place]) for place in PLACES],
        "allergy_in_family": any(row.condition == IN_FAMILY for row in child.conditions.all()),
        "bibliography": load.once().sources,
        "fault": fault,
        "at": at,
        "at_is_shown": any(row.product.id == at for row in standings),
        "now": now,
    }
    return render(request, "families/products.html", page, status=422 if fault else 200)
