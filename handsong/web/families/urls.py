"""Addresses about children."""

from __future__ import annotations

from django.urls import path

from handsong.web.families import people_views, product_views, views

urlpatterns = [
    path("children/new/", views.add, name="child-new"),
    path("children/read-back/", views.read_back, name="child-read-back"),
    path("children/<uuid:child_id>/", views.child, name="child"),
    path("children/<uuid:child_id>/edit/", views.edit, name="child-edit"),
    path("children/<uuid:child_id>/switch/", views.switch, name="child-switch"),
    path("children/<uuid:child_id>/yes/", views.record_yes, name="child-yes"),
    path("children/<uuid:child_id>/products/", product_views.all_products, name="products"),
    path("children/<uuid:child_id>/products/start/", product_views.start_test, name="product-start"),
    path("products/<uuid:test_id>/look/", product_views.look, name="product-look"),
    path("people/", people_views.everybody, name="people"),
    path("people/name/", people_views.be_called, name="people-name"),
    path("people/invite/", people_views.invite, name="people-invite"),
    path(
        "people/invitations/<uuid:invitation_id>/take-back/",
        people_views.take_back,
        name="invitation-take-back",
    ),
    path("people/roles/<uuid:role_id>/change/", people_views.change_role, name="role-change"),
    path("people/roles/<uuid:role_id>/remove/", people_views.remove, name="role-remove"),
    path("children/<uuid:child_id>/leave/", people_views.leave, name="child-leave"),
    path("invitation/<str:code>/", people_views.accept, name="invitation"),
    path("facts/<uuid:fact_id>/settle/", views.settle_fact, name="fact-settle"),
]
