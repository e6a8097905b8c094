"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path, re_path

from handsong.web.site import api_views, check_views, installing, token_views, trust, views

urlpatterns = [
    # Tried in turn, so what phones ask by themselves comes first.
    path("", include("handsong.web.player.urls")),
    path("", include("handsong.web.diary.urls")),
    path("", views.today, name="today"),
    path("care/", views.care, name="care"),
    path("moment/", views.moment, name="moment"),
    path("settings/", views.settings, name="settings"),
    path("settings/theme/", views.set_theme, name="settings-theme"),
    path("settings/hand/", views.set_hand, name="settings-hand"),
    path("settings/home/", views.set_home, name="settings-home"),
    path("settings/day/", views.set_day, name="settings-day"),
    path("settings/service/", views.set_service, name="settings-service"),
    path("settings/check/", check_views.check, name="check"),
    path("trust/", trust.page, name="trust"),
    path("trust/handsong.mobileconfig", trust.profile, name="trust-profile"),
    path("trust/handsong.crt", trust.certificate, name="trust-certificate"),
    path("settings/backup/", include("handsong.web.site.backup.urls")),
    path("", include("handsong.web.site.copying.urls")),
    path("", include("handsong.web.site.erasing.urls")),
    path("settings/programs/", token_views.programs, name="programs"),
    path("settings/programs/<uuid:token_id>/end/", token_views.end_token, name="token-end"),
    path("api/", api_views.examples, name="api-examples"),
    path("api/openapi.json", api_views.description, name="api-description"),
    re_path(r"^api/v1/(?P<rest>[\s\S]*)\Z", api_views.api, name="api"),
    path("find/", views.find, name="find"),
    path("app.webmanifest", installing.manifest, name="app-manifest"),
    path("about/", views.about, name="about"),
    path("", include("handsong.web.accounts.urls")),
    path("", include("handsong.web.families.urls")),
    path("", include("handsong.web.library.urls")),
]
