"""Whom a campaign is for: a rule over the registry or over the families with a hardship file.

A rule looks for members, or for people of families whose hardship file is in force, and keeps
who meets all of its conditions. It is kept with the campaign in a plain form; ages are those of
the day on which the campaign begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.errors import InvalidInput
from rules.explanation import Line, codes, line
from rules.fields import Field, Fields, Kind, Value, by_name
from rules.language import N_, Words
from rules.workdays import plus_months

MEMBERS, FAMILIES = "members", "families"
BASE_LABELS: Mapping[str, str] = {
    MEMBERS: N_("Members of the registry"),
    FAMILIES: N_("People of families with a hardship file"),
}

OLDEST = 120

PERSON_FIELDS: Fields = (
    Field("gender", N_("Gender"), Kind.TICKS, codes="gender"),
    Field("age_from", N_("Age from"), Kind.INTEGER),
    Field("age_to", N_("Age to"), Kind.INTEGER),
    Field("political_status", N_("Political status"), Kind.CHOICES, codes="political_status"),
    Field("education", N_("Education"), Kind.CHOICES, codes="education"),
    Field("marital_status", N_("Marital status"), Kind.CHOICES, codes="marital_status"),
    Field("model_worker", N_("Model worker"), Kind.YES_NO),
    Field("unit_id", N_("Only below the unit"), Kind.UNION),
    Field("unit_kind", N_("Kind of unit"), Kind.CHOICES, codes="unit_kind"),
)
MEMBER_FIELDS: Fields = (
    Field("work_status", N_("Work status"), Kind.CHOICES, codes="work_status"),
    Field("is_migrant_worker", N_("Migrant worker"), Kind.YES_NO),
    Field("is_new_form_worker", N_("New-form worker"), Kind.YES_NO),
    Field("is_filed", N_("Family with a hardship file in force"), Kind.YES_NO),
)
FAMILY_FIELDS: Fields = (
    Field("relation", N_("Relation to the head"), Kind.CHOICES, codes="relation"),
    Field("person_status", N_("Work or study"), Kind.CHOICES, codes="person_status"),
    Field(
        "enrolled_from",
        N_("Enrolled at school since"),
        Kind.MONTH,
        help=N_("Such as this September, for those who enter college now."),
    ),
    Field("no_child_at_home", N_("No child lives with them"), Kind.YES_NO),
)
FILE_FIELDS: Fields = (
    Field("category", N_("Hardship category"), Kind.CHOICES, codes="hardship_category"),
    Field("primary_cause", N_("Main cause"), Kind.CHOICES, codes="hardship_cause"),
    Field("is_single_parent", N_("Single parent"), Kind.YES_NO),
    Field("is_zero_employment", N_("Nobody of the family has work"), Kind.YES_NO),
)
DESPITE = Field("despite", N_("Meant so: nobody, or everybody"), Kind.YES_NO)
FIELDS_OF: Mapping[str, Fields] = {
    MEMBERS: (*PERSON_FIELDS, *MEMBER_FIELDS, *FILE_FIELDS),
    FAMILIES: (*PERSON_FIELDS, *FAMILY_FIELDS, *FILE_FIELDS),
}
"""The conditions that a rule may hold, by whom it looks for."""
_ARCHIVE = frozenset(one.name for one in (*FILE_FIELDS, MEMBER_FIELDS[-1]))


@dataclass(frozen=True, slots=True)
class TargetRule:
    """Whom to look for, and the conditions, by field, all of which must be met."""

    base: str
    wanted: Mapping[str, Value] = field(default_factory=dict)

    @property
    def uses_archive(self) -> bool:
        """Whether the rule tells something about who stands in the hardship archive."""
        return self.base == FAMILIES or bool(_ARCHIVE & self.wanted.keys())

    @property
    def of_filed(self) -> bool:
        """Whether only people of families with a file in force are looked for."""
        told = self.wanted.get("is_filed")
        return self.base == FAMILIES or (told is not False and self.uses_archive)


def target_rule(values: Mapping[str, Value]) -> TargetRule:
    """Return the rule of a form's values; raises InvalidInput naming the field.

    Conditions that are not for this base fall away.
    """
    base = str(values.get("base") or "")
    if base not in FIELDS_OF:
        raise InvalidInput(N_("Say whom the rule looks for."), field="base")
    wanted = {
        one.name: values[one.name]
        for one in FIELDS_OF[base]
        if values.get(one.name) not in (None, "", ())
    }
    _check_ages(wanted)
    if wanted.get("is_filed") is False and any(one.name in wanted for one in FILE_FIELDS):
        raise InvalidInput(
            N_("A family without a file has no category and no cause."), field="is_filed"
        )
    return TargetRule(base, wanted)


def _check_ages(wanted: Mapping[str, Value]) -> None:
    ages = {name: wanted[name] for name in ("age_from", "age_to") if name in wanted}
    for name, age in ages.items():
        if not isinstance(age, int) or not 0 <= age <= OLDEST:
            raise InvalidInput(N_("An age lies between 0 and 120."), field=name)
    if len(ages) == 2 and ages["age_from"] > ages["age_to"]:  # type: ignore[operator]
        raise InvalidInput(N_("The older age comes second."), field="age_to")


def to_plain(rule: TargetRule) -> dict[str, Any]:
    """Return a rule as it is kept with its campaign."""
    return {"base": rule.base, **{name: _plain(value) for name, value in rule.wanted.items()}}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_plain(stored: Mapping[str, Any]) -> TargetRule | None:
    """Return a kept rule; None where there is none. Raises InvalidInput naming the field."""
    if not stored:
        return None
    base = stored.get("base")
    known = by_name(FIELDS_OF.get(str(base), ()))
    values: dict[str, Value] = {"base": str(base or "")}
    for name, value in stored.items():
        if name != "base":
            if name not in known:
                raise InvalidInput(N_("The rule holds a condition that is not known."), field=name)
            values[name] = _restored(known[name], value)
    return target_rule(values)


def _restored(described: Field, stored: Any) -> Value:
    # A bool is no number here.
    if type(stored) is not _STORED[described.kind]:
        raise InvalidInput(N_("A condition of the rule is not well formed."), field=described.name)
    if isinstance(stored, list):
        return tuple(map(str, stored))
    if described.kind is not Kind.MONTH:
        kept: Value = stored
        return kept
    try:
        return date.fromisoformat(stored)
    except ValueError:
        advice = N_("A condition of the rule is not well formed.")
        raise InvalidInput(advice, field=described.name) from None


_STORED: Mapping[Kind, object] = {
    Kind.INTEGER: int,
    Kind.UNION: int,
    Kind.YES_NO: bool,
    Kind.MONTH: str,
    Kind.CHOICES: list,
    Kind.TICKS: list,
}


def explain(rule: TargetRule, unit_name: str = "") -> tuple[Line, ...]:
    """Say a rule in words, a line for whom it looks for and for each condition."""
    lines = [line("{base}", base=Words(BASE_LABELS[rule.base]))]
    ages = (rule.wanted.get("age_from"), rule.wanted.get("age_to"))
    if any(age is not None for age in ages):
        lines.append(_aged(*ages))
    for one in FIELDS_OF[rule.base]:
        value = rule.wanted.get(one.name)
        if value is None or one.name in ("age_from", "age_to"):
            continue
        lines.append(_told(one, value, unit_name))
    return tuple(lines)


def _aged(first: Value, last: Value) -> Line:
    if last is None:
        return line(N_("{first} years or older when the campaign begins"), first=str(first))
    if first is None:
        return line(N_("at most {last} years old when the campaign begins"), last=str(last))
    text = N_("{first} to {last} years old when the campaign begins")
    return line(text, first=str(first), last=str(last))


def _told(one: Field, value: Value, unit_name: str) -> Line:
    label = Words(one.label)
    if isinstance(value, tuple):
        return line(N_("{label}: {values}"), label=label, values=codes(one.codes, value))
    if isinstance(value, bool):
        answer = Words(N_("Yes") if value else N_("No"))
        return line(N_("{label}: {values}"), label=label, values=answer)
    text = unit_name if one.kind is Kind.UNION else f"{value:%Y-%m}"
    return line(N_("{label}: {values}"), label=label, values=text)


def born_between(rule: TargetRule, begins_on: date) -> tuple[date | None, date | None]:
    """Return the first and the last birth date that a rule's ages allow on a day.

    Somebody is so old from the birthday on.
    """
    youngest, oldest = rule.wanted.get("age_from"), rule.wanted.get("age_to")
    last = plus_months(begins_on, -12 * youngest) if isinstance(youngest, int) else None
    if not isinstance(oldest, int):
        return None, last
    # The day after which the next birthday still lies ahead.
    before = plus_months(begins_on, -12 * (oldest + 1))
    return date.fromordinal(before.toordinal() + 1), last


def check_reach(count: int, everybody: int, despite: bool) -> None:
    """Raise InvalidInput for a rule that matches nobody or everybody, unless it is meant so."""
    if despite:
        return
    if count == 0:
        raise InvalidInput(
            N_("This rule matches nobody. Change it, or say that it is meant so."), field="despite"
        )
    if count >= everybody:
        raise InvalidInput(
            N_("This rule matches everybody, {n} people. Change it, or say that it is meant so."),
            field="despite",
            n=f"{count:,}",
        )
