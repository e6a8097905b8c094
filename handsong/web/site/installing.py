"""What a phone is told when Handsong is put on its home screen."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from handsong.web.accounts.request import Request

KIND = "application/manifest+json"
PAPER = "#FBF6EF"
"""The page's ground by day, as tokens.css has it; a manifest knows no night."""

ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-mask-512.png", 512, "maskable"))
SHORTCUTS = (("Today", "today"), ("I need a moment", "moment"), ("Something wrong?", "care"))


@require_GET
def manifest(request: Request) -> JsonResponse:
    """Send the manifest: how the home screen names and draws Handsong, and where a long press leads."""
    home = reverse("today")
    told: dict[str, Any] = {
        "id": home,
        "name": "Handsong",
        "short_name": "Handsong",
        "description": "A companion for infant massage, and for the massage that grows with the child.",
        "lang": "en",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            {
                "src": static(f"site/icons/{name}"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, size, purpose in ICONS
        ],
        "shortcuts": [{"name": name, "url": reverse(route)} for name, route in SHORTCUTS],
    }
    return JsonResponse(told, content_type=KIND)
