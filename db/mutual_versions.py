"""Changing mutual-aid plans: drawn up as drafts, proved on examples, published, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import moves
from db.models.claims import Claim
from db.models.funds import Fund
from db.models.mutual import Enrolment, MutualPlan, PlanVersion
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.dated_sets import check_span
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.mutual_examples import check_proved
from rules.mutual_facts import Example
from rules.mutual_files import KINDS, check_code
from rules.mutual_forms import with_part, with_values, without_part
from rules.mutual_parts import PartKind
from rules.mutual_plan_moves import DRAFT, END, PLAN_VERSION, PUBLISH
from rules.mutual_terms import BLANK_TERMS, PlanTerms, terms_from_plain
