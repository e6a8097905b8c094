"""Addresses of readiness, plan and player."""

from __future__ import annotations

from django.urls import path

from handsong.web.player import (
    course_views,
    event_views,
    offline_views,
    plan_views,
    session_views,
    shelf_views,
    twin_views,
    views,
)

urlpatterns = [
    path("events/", event_views.tell, name="player-tell"),
    path("begin/", views.begin, name="player-begin"),
    path("begin/both/", twin_views.begin_both, name="player-begin-both"),
    path("ready/<uuid:check_id>/<slug:question>/", views.ready, name="player-ready"),
    path("mistake/<uuid:child_id>/", views.mistake, name="player-mistake"),
    path("plan/<uuid:check_id>/", plan_views.plan, name="player-plan"),
    path("plan/<uuid:check_id>/start/", plan_views.start, name="player-start"),
    path("plan/<uuid:check_id>/swap/", plan_views.swap, name="player-swap"),
    path("plan/<uuid:check_id>/practise/", plan_views.practise_plan, name="player-practise-plan"),
    path("plan/<uuid:check_id>/both/", twin_views.both, name="player-both"),
    path("plan/<uuid:check_id>/both/start/", twin_views.start_both, name="player-start-both"),
    path("plan/<uuid:check_id>/alone/", twin_views.alone, name="player-alone"),
    path("practise/<slug:name>/", plan_views.practise, name="player-practise"),
    path("session/<uuid:session_id>/", session_views.session, name="player-session"),
    path("session/<uuid:session_id>/bundle/", session_views.bundle, name="player-bundle"),
    path("session/<uuid:session_id>/events/", event_views.log, name="player-log"),
    path("told/", event_views.told, name="player-told"),
    path("told/aside/", event_views.aside, name="player-aside"),
    path("told/aside/<uuid:aside_id>/count/", event_views.let_count, name="player-let-count"),
    path("session/<uuid:session_id>/after/", session_views.after, name="player-after"),
    path("session/<uuid:session_id>/take-up/", session_views.take_up, name="player-take-up"),
    path("session/<uuid:session_id>/close/", session_views.close, name="player-close"),
    path("course/", course_views.course, name="course"),
    path("course/<uuid:child_id>/", course_views.course, name="course-child"),
    path("course/<uuid:child_id>/begin/", course_views.begin, name="course-begin"),
    path("course/<uuid:child_id>/tick/", course_views.tick, name="course-tick"),
    path("course/<uuid:child_id>/go/", course_views.go, name="course-go"),
    path("course/<uuid:child_id>/leave/", course_views.leave, name="course-leave"),
    path("sw.js", offline_views.worker, name="player-worker"),
    path("offline/", offline_views.shell, name="player-shell"),
    path("offline/known/", offline_views.known, name="player-known"),
    path("offline/<uuid:child_id>/", shelf_views.shelf, name="player-shelf"),
]
