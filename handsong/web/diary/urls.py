"""Addresses of the diary."""

from __future__ import annotations

from django.urls import path

from handsong.web.diary import reminder_views, views

urlpatterns = [
    path("diary/", views.diary, name="diary"),
    path("diary/<uuid:child_id>/", views.diary, name="diary-child"),
    path("diary/<uuid:child_id>/add/", views.add, name="diary-add"),
    path("diary/<uuid:child_id>/grow/", views.grow, name="diary-grow"),
    path("diary/sessions/<uuid:session_id>/", views.session, name="diary-session"),
    path("diary/sessions/<uuid:session_id>/private/", views.keep_private, name="diary-private"),
    path("diary/sessions/<uuid:session_id>/live/", views.live, name="diary-live"),
    path("reminders/", reminder_views.page, name="reminders"),
    path("reminders/stop/", reminder_views.stop, name="reminders-stop"),
    path("reminders/address/", reminder_views.make_address, name="reminders-address"),
    path("reminders/address/end/", reminder_views.end_address, name="reminders-address-end"),
    path("reminders/handsong.ics", reminder_views.file, name="reminders-file"),
    path("calendar/<str:secret>.ics", reminder_views.calendar, name="calendar"),
]
