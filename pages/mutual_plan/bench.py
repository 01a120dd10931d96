"""The plan bench: type a case, see at once what it gives and why, keep it as an example."""

from __future__ import annotations

import streamlit as st

from components import actions, forms, mutual_curve, mutual_plans
from components.markup import tag, write
from components.text import plain
from db import mutual_versions
from pages.mutual_plan.shown import Shown
from rules.access import Actor, Permission
from rules.codes import Code
from rules.language import _
from rules.money import show_money
from rules.mutual_bench import (
    EXAMPLE_FIELDS,
    bench_fields,
    curve,
    example_of,
    facts_of,
    used_of,
)
from rules.mutual_benefits import compute
from rules.mutual_examples import prove
from rules.mutual_plan_forms import DROP_EXAMPLE_FIELDS, EXAMPLES

TYPICAL = {"own_in_fen": "8000", "days": "10"}
"""The case that the bench opens with, where the plan asks for it."""


def draw(actor: Actor, shown: Shown) -> None:
    """Draw the case, its benefit with the curve, and the worked examples."""
    version = shown.version
    case = bench_fields(version.terms)
    editing = version.is_draft and actor.can(Permission.EDIT_PLANS)
    fields = (*case, *(EXAMPLE_FIELDS if editing else ()))
    lists = mutual_plans.bench_lists(shown.lists, version.terms)
    form = forms.Form(
        f"bench-{version.id}-{len(fields)}",
        fields,
        lists,
        {"event": version.terms.events[0], **TYPICAL},
        version.version,
        changed=actions.speak,
    )
    left, right = st.columns([5, 6], gap="medium")
    with left:
        form.draw([one.name for one in case])
    with right:
        _result(form, shown)
    st.subheader(plain(_("Worked examples")))
    if editing:
        st.caption(plain(_("Keep the case above as an example; all must agree to publish.")))
        form.draw([one.name for one in EXAMPLE_FIELDS])
        form.save(
            _("Keep as an example"),
            lambda session, typed: mutual_versions.add_example(
                session, version.id, form.seen, example_of(version.terms, typed)
            ),
            done=_("The example is kept."),
        )
    mutual_plans.proofs(prove(version.terms), lists)
    if editing and version.terms.examples:
        _drop(shown)


def _result(form: forms.Form, shown: Shown) -> None:
    values = {one.name: form.typed(one.name) for one in bench_fields(shown.version.terms)}
    facts, used = facts_of(values), used_of(shown.version.terms, values)
    outcome = compute(shown.version.terms, facts, used)
    amount = _("Benefit {amount} yuan").format(amount=show_money(outcome.payable_fen))
    write(tag("p", tag("b", amount), class_="office-summary"))
    mutual_plans.lines(outcome.lines, shown.lists)
    found = curve(shown.version.terms, facts, used)
    if found is None:
        st.caption(plain(_("This benefit is one sum, whatever the case costs.")))
    else:
        mutual_curve.draw(found)


def _drop(shown: Shown) -> None:
    version = shown.version
    names = tuple(Code(one.name, one.name, one.name) for one in version.terms.examples)
    with st.expander(_("Take an example out"), icon=":material/delete:"):
        form = forms.Form(
            f"bench-{version.id}-drop-{len(names)}",
            DROP_EXAMPLE_FIELDS,
            {EXAMPLES: names},
            {},
            version.version,
        )
        form.draw()
        form.save(
            _("Take it out"),
            lambda session, typed: mutual_versions.drop_example(
                session, version.id, form.seen, str(typed["name"])
            ),
            done=_("Taken out."),
            primary=False,
        )
