"""The admin, and the figures beside it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from bench.django_site.registry.views import figures

urlpatterns = [
    path("admin/figures/", admin.site.admin_view(figures)),
    path("admin/", admin.site.urls),
]
