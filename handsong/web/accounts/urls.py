"""Addresses about devices."""

from __future__ import annotations

from django.urls import path

from handsong.web.accounts import views

urlpatterns = [
    path("pair/<str:code>/", views.pair, name="pair"),
    path("devices/", views.devices, name="devices"),
    path("devices/add/", views.add_device, name="device-add"),
    path("devices/<uuid:device_id>/remove/", views.remove_device, name="device-remove"),
]
