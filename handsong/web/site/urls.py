"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from handsong.web.site import check_views, installing, trust, views

urlpatterns = [
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
    path("find/", views.find, name="find"),
    path("app.webmanifest", installing.manifest, name="app-manifest"),
    path("about/", views.about, name="about"),
    path("", include("handsong.web.accounts.urls")),
    path("", include("handsong.web.families.urls")),
    path("", include("handsong.web.library.urls")),
    path("", include("handsong.web.diary.urls")),
    path("", include("handsong.web.player.urls")),
]
