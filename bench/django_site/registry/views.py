"""The figures of the union: six aggregates over the tables, drawn as six tables."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.shortcuts import render

from bench.django_site.registry.models import (
    Claim,
    Enrolment,
    HardshipFile,
    Member,
    PayItem,
    Visit,
)

IN_FORCE = ("in_force", "leaving", "transferring")


def figures(request: Any) -> Any:
    """One query each, grouped in the database, no loop over rows."""
    files, items = HardshipFile.objects, PayItem.objects
    visits = Visit.objects.filter(state="made")
    tables = (
        ("Members by state", Member.objects.values_list("status").annotate(n=Count("id"))),
        (
            "Files by category",
            files.filter(state__in=IN_FORCE).values_list("category").annotate(n=Count("id")),
        ),
        (
            "Aid by kind",
            items.filter(household_id__isnull=False, paid_on__isnull=False)
            .values_list("kind")
            .annotate(n=Count("id"), fen=Sum("fen")),
        ),
        (
            "Covers by plan",
            Enrolment.objects.values_list("plan_id").annotate(n=Count("id"), fen=Sum("fee_fen")),
        ),
        (
            "Claims by state",
            Claim.objects.values_list("state").annotate(n=Count("id"), fen=Sum("payable_fen")),
        ),
        (
            "Visits by month",
            visits.annotate(month=TruncMonth("made_on"))
            .order_by("month")
            .values_list("month")
            .annotate(n=Count("id")),
        ),
    )
    return render(request, "figures.html", {"tables": tables})
