"""The admin's screens: list, search, form with history, export."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from import_export import resources
from import_export.admin import ExportMixin

from bench.django_site.registry.models import Claim, Member, Membership, Unit


class MemberResource(resources.ModelResource):
    class Meta:
        model = Member


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ("unit",)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "sort_name")
    raw_id_fields = ("parent",)
    list_per_page = 50
    show_full_result_count = False


@admin.register(Member)
class MemberAdmin(ExportMixin, admin.ModelAdmin):
    resource_classes = (MemberResource,)
    list_display = (
        "name",
        "masked_id",
        "gender",
        "birth_on",
        "masked_mobile",
        "unit",
        "joined_on",
        "member_no",
        "status",
    )
    list_select_related = ("unit",)
    list_filter = ("status", "gender")
    search_fields = ("name", "sort_name", "=id_no", "=mobile", "=member_no")
    raw_id_fields = ("unit",)
    inlines = (MembershipInline,)
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="ID")
    def masked_id(self, member: Any) -> str:
        return f"{member.id_no[:3]}***{member.id_no[-4:]}" if member.id_no else ""

    @admin.display(description="Mobile")
    def masked_mobile(self, member: Any) -> str:
        return f"{member.mobile[:3]}****{member.mobile[-4:]}" if member.mobile else ""


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin):
    list_display = (
        "claim_no",
        "person",
        "state",
        "unit",
        "event_on",
        "hospital",
        "handed_in_on",
        "payable_fen",
        "paid_on",
    )
    list_select_related = ("unit", "member")
    list_filter = ("state",)
    date_hierarchy = None
    search_fields = ("claim_no", "member__name")
    raw_id_fields = ("unit", "member", "enrolment")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="Person")
    def person(self, claim: Any) -> str:
        return claim.member.name
