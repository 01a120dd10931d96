"""The same columns as the office's tables, in plain text where the office seals."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from stdnum.cn import ric


class Unit(models.Model):
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    sort_name = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=40, default="member")
    name = models.CharField(max_length=60)
    sort_name = models.CharField(max_length=60)
    id_type = models.CharField(max_length=40, null=True, blank=True)
    id_no = models.CharField(max_length=30, null=True, blank=True, unique=True)
    gender = models.CharField(max_length=40, null=True, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    nation = models.CharField(max_length=40, null=True, blank=True)
    political_status = models.CharField(max_length=40, null=True, blank=True)
    marital_status = models.CharField(max_length=40, null=True, blank=True)
    education = models.CharField(max_length=40, null=True, blank=True)
    household_type = models.CharField(max_length=40, null=True, blank=True)
    mobile = models.CharField(max_length=30, null=True, blank=True, db_index=True)
    email = models.CharField(max_length=100, null=True, blank=True)
    home_address = models.CharField(max_length=200, null=True, blank=True)
    bank_number = models.CharField(max_length=30, null=True, blank=True)
    bank_name = models.CharField(max_length=60, null=True, blank=True)
    job_no = models.CharField(max_length=30, null=True, blank=True)
    job = models.CharField(max_length=60, null=True, blank=True)
    position = models.CharField(max_length=60, null=True, blank=True)
    title = models.CharField(max_length=60, null=True, blank=True)
    skill_level = models.CharField(max_length=40, null=True, blank=True)
    work_status = models.CharField(max_length=40, null=True, blank=True)
    work_start_on = models.DateField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    member_no = models.CharField(max_length=30, null=True, blank=True, unique=True)
    is_migrant_worker = models.BooleanField(null=True)
    is_new_form_worker = models.BooleanField(null=True)
    new_form_kind = models.CharField(max_length=40, null=True, blank=True)
    platform = models.CharField(max_length=60, null=True, blank=True)
    model_worker = models.CharField(max_length=40, null=True, blank=True)
    note = models.TextField(null=True, blank=True)

    class Meta:
        ordering = ("sort_name", "id")
        indexes: ClassVar = [
            models.Index(fields=["sort_name", "id"], name="member_sort"),
            models.Index(fields=["unit", "sort_name", "id"], name="member_unit_sort"),
            models.Index(fields=["name"], name="member_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_member(self.id_type, self.id_no, self.gender, self.birth_on)


class Membership(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    status = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    change_type = models.CharField(max_length=40, blank=True)


class Enrolment(models.Model):
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    plan_id = models.BigIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    covered_from_on = models.DateField()
    shares = models.IntegerField(default=1)
    fee_fen = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "plan_id", "from_on"], name="enrolment_member")
        ]


class Claim(models.Model):
    claim_no = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT)
    plan_id = models.BigIntegerField()
    event = models.CharField(max_length=20)
    event_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    handed_in_on = models.DateField()
    hospital = models.CharField(max_length=100, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    total_fen = models.BigIntegerField(default=0)
    pool_paid_fen = models.BigIntegerField(default=0)
    own_in_fen = models.BigIntegerField(default=0)
    own_out_fen = models.BigIntegerField(default=0)
    payable_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-handed_in_on", "-id")
        indexes: ClassVar = [
            models.Index(fields=["state", "handed_in_on", "id"], name="claim_state"),
            models.Index(fields=["handed_in_on", "id"], name="claim_handed_in"),
        ]

    def __str__(self) -> str:
        return self.claim_no


class HardshipFile(models.Model):
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=40)
    category = models.CharField(max_length=40, null=True, blank=True)
    head_name = models.CharField(max_length=60)
    applied_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "unit"], name="file_state")]

    def __str__(self) -> str:
        return self.head_name


class PayItem(models.Model):
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    household_id = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    fund_id = models.BigIntegerField()
    month = models.CharField(max_length=7, blank=True)
    fen = models.BigIntegerField()
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["household_id", "paid_on"], name="item_paid")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fen}"


class Visit(models.Model):
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT)
    household_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=60)
    occasion = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    planned_on = models.DateField()
    made_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "made_on"], name="visit_made")]

    def __str__(self) -> str:
        return self.name


def check_member(id_type: object, id_no: object, gender: object, birth_on: object) -> None:
    """Check what the office checks of an ID number: its digit, birth date and gender."""
    if id_type not in (None, "id_card") or not id_no:
        return
    number = str(id_no)
    if len(number) != 18 or ric.calc_check_digit(number) != number[-1]:
        raise ValidationError({"id_no": "the last digit does not fit"})
    if birth_on is not None and ric.get_birth_date(number) != birth_on:
        raise ValidationError({"birth_on": "differs from the ID number"})
    if gender in ("male", "female") and (int(number[16]) % 2 == 1) != (gender == "male"):
        raise ValidationError({"gender": "differs from the ID number"})
