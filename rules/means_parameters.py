"""A means test's rules as plain parameters, and read strictly from them."""

from __future__ import annotations

from typing import Any

from rules.categories import Category, Level
from rules.counted_people import WorkingAge
from rules.dated_sets import Heading
from rules.exclusions import ExclusionRules
from rules.language import N_
from rules.means_sets import (
    OPERATORS,
    AccidentTest,
    Basis,
    Limit,
    MigrantRule,
    RuleSet,
    Rung,
)
from rules.parameters import Parameters, plain_number

OLDEST = 120
LONGEST_WINDOW = 24


def read_means_test(heading: Heading, given: Parameters) -> RuleSet:
    """Return the rules that the parameters describe; raises InvalidInput naming the wrong one."""
    rungs = tuple(_rung(one) for one in given.tables("rungs"))
    if not rungs:
        raise given.wrong("rungs", N_("{place}: name at least one category and its limits."))
    accident = _accident(given.table("accident")) if given.has("accident") else None
    rule_set = RuleSet(
        heading=heading,
        rungs=rungs,
        accident=accident,
        near_factor=given.number("near_factor"),
        window_months=given.whole("window_months", 1, LONGEST_WINDOW),
        not_counted=given.names("not_counted"),
        rigid_costs=given.names("rigid_costs"),
        costs_need_proof=given.flag("costs_need_proof"),
        imputes_wage=given.flag("imputes_wage"),
        working_age=_working_age(given.table("working_age")),
        migrant=_migrant(given.table("migrant")),
        exclusions=_exclusions(given.table("exclusions")),
    )
    given.done()
    return rule_set


def _rung(given: Parameters) -> Rung:
    limits = tuple(_limit(one) for one in given.tables("limits"))
    if not limits:
        raise given.wrong("limits", N_("{place}: name at least one limit."))
    rung = Rung(
        category=given.of("category", Category),
        limits=limits,
        level=given.of("level", Level) if given.has("level") else None,
        needs_event=given.flag("needs_event") if given.has("needs_event") else False,
        months_below=given.whole("months_below", 0, 60) if given.has("months_below") else 0,
    )
    given.done()
    return rung


def _limit(given: Parameters) -> Limit:
    limit = Limit(
        given.of("basis", Basis), given.choice("operator", OPERATORS), given.number("factor", 100)
    )
    given.done()
    return limit


def _accident(given: Parameters) -> AccidentTest:
    test = AccidentTest(given.number("share", 10), given.choice("operator", (">", ">=")))
    given.done()
    return test


def _working_age(given: Parameters) -> WorkingAge:
    start = given.whole("start", 0, OLDEST)
    age = WorkingAge(
        start,
        given.whole("end_men", start, OLDEST),
        given.whole("end_women", start, OLDEST),
    )
    given.done()
    return age


def _migrant(given: Parameters) -> MigrantRule:
    rule = MigrantRule(
        given.whole("least_months", 0, 120),
        given.flag("needs_membership"),
        given.flag("needs_settled"),
    )
    given.done()
    return rule


def _exclusions(given: Parameters) -> ExclusionRules:
    rules = ExclusionRules(
        asked=given.names("asked"),
        least_area=given.maybe_number("least_area"),
        high_fee_factor=given.number("high_fee_factor", 100),
    )
    given.done()
    return rules


def plain_means_test(rule_set: RuleSet) -> dict[str, Any]:
    """Return the parameters of a set as they are stored."""
    age, migrant, exclusions = rule_set.working_age, rule_set.migrant, rule_set.exclusions
    plain: dict[str, Any] = {
        "window_months": rule_set.window_months,
        "near_factor": plain_number(rule_set.near_factor),
        "not_counted": list(rule_set.not_counted),
        "rigid_costs": list(rule_set.rigid_costs),
        "costs_need_proof": rule_set.costs_need_proof,
        "imputes_wage": rule_set.imputes_wage,
        "working_age": {
            "start": age.start,
            "end_men": age.end_men,
            "end_women": age.end_women,
        },
        "migrant": {
            "least_months": migrant.least_months,
            "needs_membership": migrant.needs_membership,
            "needs_settled": migrant.needs_settled,
        },
        "exclusions": {
            "asked": [str(code) for code in exclusions.asked],
            "least_area": plain_number(exclusions.least_area),
            "high_fee_factor": plain_number(exclusions.high_fee_factor),
        },
        "rungs": [_plain_rung(rung) for rung in rule_set.rungs],
    }
    if rule_set.accident is not None:
        share = plain_number(rule_set.accident.share)
        plain["accident"] = {"share": share, "operator": rule_set.accident.operator}
    return plain


def _plain_rung(rung: Rung) -> dict[str, Any]:
    return {
        "category": rung.category.value,
        "level": rung.level.value if rung.level else None,
        "needs_event": rung.needs_event,
        "months_below": rung.months_below,
        "limits": [
            {
                "basis": limit.basis.value,
                "operator": limit.operator,
                "factor": plain_number(limit.factor),
            }
            for limit in rung.limits
        ],
    }
