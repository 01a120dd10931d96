"""Claims on mutual aid: what is written down of an event, and the steps of a claim's life.

Sources: the settlement sheet of the medical insurance; whoever took a claim does not decide on
it, and whoever decided does not take the second look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.access import Permission
from rules.codes import Code
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.masks import mask_bank_number, mask_hidden, mask_mobile
from rules.moves import ENTER, Machine, Step, strictly

STAY, CLINIC, ACCIDENT, DIAGNOSIS, DEATH = "stay", "clinic", "accident", "diagnosis", "death"
"""Codes of the list ``claim_event``."""
BILLED = frozenset((STAY, CLINIC))
"""Events that come with a settlement sheet."""

EVENT, HOSPITAL, SHEET, PAYEE = (
    N_("The event"),
    N_("Hospital"),
    N_("Settlement sheet"),
    N_("Who gets the money"),
)

MY_COVERS, MY_PAPERS, MY_CLASSES, MY_REFUSALS = (
    "claim_covers",
    "claim_papers",
    "claim_classes",
    "claim_refusals",
)
"""The names under which a form's own choices go."""

CLAIM_FIELDS: Fields = (
    Field("event", N_("Claim event"), Kind.PICK, codes="claim_event", required=True, group=EVENT,
          listed=True, filtered=True, aliases=("事由", "申请事由", "理赔类型")),
    Field("event_on", N_("Begins on"), Kind.DATE, required=True, group=EVENT, listed=True,
          aliases=("入院日期", "住院日期", "出险日期", "确诊日期", "事发日期"),
          help=N_("Admission, first clinic day, accident, diagnosis or death.")),
    Field("ended_on", N_("Ends on"), Kind.DATE, group=EVENT, aliases=("出院日期",),
          help=N_("Discharge, or the last clinic day.")),
    Field("reported_on", N_("Reported on"), Kind.DATE, group=EVENT, aliases=("报案日期",)),
    Field("handed_in_on", N_("Handed in on"), Kind.DATE, group=EVENT, listed=True,
          aliases=("申请日期", "受理日期"), help=N_("Left empty, today.")),
    Field("hospital", N_("Hospital"), length=100, group=HOSPITAL, listed=True,
          aliases=("医院", "医院名称", "就诊医院", "医疗机构")),
    Field("hospital_level", N_("Hospital level"), Kind.CHOICE, codes="hospital_level",
          group=HOSPITAL, aliases=("医院等级", "医院级别")),
    Field("out_of_area", N_("Out of area"), Kind.YES_NO, group=HOSPITAL,
          aliases=("异地", "异地就医", "是否异地")),
    Field("cause", N_("Cause"), Kind.CHOICE, codes="claim_cause", group=HOSPITAL, filtered=True,
          aliases=("病种", "疾病类别", "原因")),
    Field("diagnosis", N_("Diagnosis"), group=HOSPITAL, length=200, sealed=True, mask=mask_hidden,
          aliases=("诊断", "疾病名称"),
          help=N_("Kept sealed: only who may reveal reads it, with a reason.")),
    Field("class_code", N_("Class or grade"), Kind.CHOICE, codes=MY_CLASSES, group=HOSPITAL,
          aliases=("等级", "类别"),
          help=N_("The plan's class of the diagnosis, or the grade of disability.")),
    Field("died", N_("Died of it"), Kind.YES_NO, group=HOSPITAL, aliases=("是否身故",)),
    Field("insured", N_("Has medical insurance"), Kind.YES_NO, group=SHEET, aliases=("是否参保",),
          help=N_("Left empty, yes.")),
    Field("total_fen", N_("Total cost"), Kind.MONEY, group=SHEET,
          aliases=("总费用", "医疗总费用", "费用总额")),
    Field("pool_paid_fen", N_("Paid by the insurance pool"), Kind.MONEY, group=SHEET,
          aliases=("统筹支付", "医保统筹支付", "基本医保支付")),
    Field("large_paid_fen", N_("Paid by large-sum insurance"), Kind.MONEY, group=SHEET,
          aliases=("大额支付", "大病保险支付", "大额医疗支付")),
    Field("other_paid_fen", N_("Paid by others"), Kind.MONEY, group=SHEET,
          aliases=("其他支付", "其他保险支付", "救助支付")),
    Field("own_in_fen", N_("Own part in the catalogue"), Kind.MONEY, group=SHEET,
          aliases=("个人自付", "目录内自付", "自付金额")),
    Field("own_out_fen", N_("Self-funded outside the catalogue"), Kind.MONEY, group=SHEET,
          aliases=("个人自费", "自费金额", "目录外自费")),
    Field("payee_name", N_("Name of the account holder"), length=60, group=PAYEE,
          aliases=("收款人", "户名"), help=N_("Left empty, the member.")),
    Field("bank_name", N_("Bank"), length=60, group=PAYEE, aliases=("开户行", "开户银行")),
    Field("bank_number", N_("Bank number"), Kind.BANK_NUMBER, group=PAYEE, sealed=True,
          mask=mask_bank_number, aliases=("银行卡号", "银行账号", "账号"),
          help=N_("Left empty, the member's own account.")),
    Field("mobile", N_("Mobile"), Kind.MOBILE, group=PAYEE, sealed=True, mask=mask_mobile,
          aliases=("手机", "联系电话"), help=N_("Left empty, the member's own.")),
    Field("note", N_("Note"), length=500, group=PAYEE),
)  # fmt: skip

COVER_FIELD = Field("enrolment_id", N_("Cover"), Kind.CHOICE, codes=MY_COVERS, group=EVENT)
INVOICES_FIELD = Field(
    "invoices",
    N_("Invoices"),
    Kind.LONG_TEXT,
    group=SHEET,
    help=N_("One number a line; the amount may follow after a space."),
)
PAPERS_FIELD = Field(
    "papers",
    N_("Papers that are here"),
    Kind.TICKS,
    codes=MY_PAPERS,
    group=N_("Papers"),
    help=N_("Tick what was handed in; what is missing can be asked for."),
)
_BEFORE_PAYEE = tuple(field for field in CLAIM_FIELDS if field.group != PAYEE)
INTAKE_FIELDS: Fields = (
    *_BEFORE_PAYEE,
    INVOICES_FIELD,
    PAPERS_FIELD,
    *(field for field in CLAIM_FIELDS if field.group == PAYEE),
)

COUNTER_FIELDS: Fields = (INTAKE_FIELDS[0], COVER_FIELD, *INTAKE_FIELDS[1:])
"""What is asked at the counter: the event first, then the cover where there are several."""

REFUSAL_FIELDS: Fields = (
    Field("refusal", N_("Ground of refusal"), Kind.CHOICE, codes=MY_REFUSALS, required=True),
    Field("note", N_("Explanation"), Kind.LONG_TEXT, length=500,
          help=N_("Must be given for “other”; it is printed on the letter.")),
)  # fmt: skip

ASK_FIELDS: Fields = (
    Field(
        "codes",
        N_("Papers to ask for"),
        Kind.TICKS,
        codes="claim_paper",
        required=True,
        help=N_("What is missing is ticked; a paper that is here is asked for anew."),
    ),
    Field("due_on", N_("To be handed in by"), Kind.DATE, required=True),
    Field("note", N_("Note"), length=500),
)

TAKE_IN_FIELDS: Fields = (
    Field("codes", N_("Papers that came in"), Kind.TICKS, codes=MY_PAPERS, required=True),
)

RECOVERED_FIELDS: Fields = (
    Field("fen", N_("Came back"), Kind.MONEY, required=True),
    Field("on", N_("Came back on"), Kind.DATE, required=True),
    Field("document_no", N_("Document number"), required=True, length=60,
          help=N_("The number on the bank's slip or on the receipt.")),
    Field("note", N_("Note"), length=200),
)  # fmt: skip

RECOVERY_FIELDS: Fields = (
    Field("recover_fen", N_("Paid too much"), Kind.MONEY, required=True),
    Field("note", N_("Reason"), Kind.LONG_TEXT, required=True, length=500),
)

DRAFT, ACCEPTED, IN_REVIEW, PAPERS_ASKED = "draft", "accepted", "in_review", "papers_asked"
SECOND_LOOK, APPROVED, REFUSED = "second_look", "approved", "refused"
WITHDRAWN, EXPIRED = "withdrawn", "expired"
DEAD = frozenset((REFUSED, WITHDRAWN, EXPIRED))
"""States in which a claim takes no money and frees its invoices and days."""
CHANGEABLE = frozenset((DRAFT, PAPERS_ASKED))
UNDECIDED = frozenset((ACCEPTED, IN_REVIEW, PAPERS_ASKED))
TO_REVIEW = (ACCEPTED, IN_REVIEW)
NOT_GRANTED = frozenset((DRAFT, *UNDECIDED, *DEAD))
"""States in which nothing counts against a cap; what waits for its second look does."""

ACCEPT, REVIEW, ASK_PAPERS, PAPERS_IN = "accept", "review", "ask_papers", "papers_in"
APPROVE, REFUSE, LOOK_AGAIN = "approve", "refuse", "look_again"
AGREE, AGREE_REFUSAL, SEND_BACK = "agree", "agree_refusal", "send_back"
WITHDRAW, EXPIRE, UNDO = "withdraw", "expire", "undo"
TAKE_OVER, TAKE_OVER_REFUSED, TAKE_BACK = "take_over", "take_over_refused", "take_back"
FLAG, RECOVER = "flag", "recover"

_TAKE, _DECIDE, _CHECK = (
    Permission.TAKE_CLAIMS,
    Permission.DECIDE_CLAIMS,
    Permission.CHECK_DECISIONS,
)
_NOT_OWN = (ENTER, ACCEPT)
_NOT_DECIDED = (*_NOT_OWN, APPROVE, REFUSE)


def _taken_over() -> dict[tuple[str, str], Step]:
    """The steps of claims that ended before they came here, out of an old list."""
    back = Step(WITHDRAWN, Permission.IMPORT_MUTUAL, N_("Import taken back"))
    return {
        (DRAFT, TAKE_OVER): Step(APPROVED, Permission.IMPORT_MUTUAL, N_("Taken over as paid")),
        (DRAFT, TAKE_OVER_REFUSED): Step(
            REFUSED, Permission.IMPORT_MUTUAL, N_("Taken over as refused")
        ),
        (APPROVED, TAKE_BACK): back,
        (REFUSED, TAKE_BACK): back,
    }


def _recoveries() -> dict[tuple[str, str], Step]:
    """The steps of a paid claim that gave too much; it stays as it was decided."""
    return {
        (APPROVED, FLAG): Step(APPROVED, _DECIDE, N_("Too much was paid"), needs_note=True),
        (APPROVED, RECOVER): Step(APPROVED, Permission.RECEIVE_FEES, N_("Money came back")),
    }


def _withdrawals() -> dict[tuple[str, str], Step]:
    step = Step(WITHDRAWN, _TAKE, N_("The person withdraws"), needs_note=True)
    return {(state, WITHDRAW): step for state in (DRAFT, ACCEPTED, IN_REVIEW, PAPERS_ASKED)}


def _decisions() -> dict[tuple[str, str], Step]:
    return {
        (IN_REVIEW, APPROVE): Step(
            APPROVED, _DECIDE, N_("Approve the claim"), not_same_as=_NOT_OWN
        ),
        (IN_REVIEW, REFUSE): Step(REFUSED, _DECIDE, N_("Refuse the claim"), not_same_as=_NOT_OWN),
        (APPROVED, LOOK_AGAIN): Step(SECOND_LOOK, _DECIDE, N_("Drawn for a second look")),
        (REFUSED, LOOK_AGAIN): Step(SECOND_LOOK, _DECIDE, N_("Drawn for a second look")),
        (SECOND_LOOK, AGREE): Step(APPROVED, _CHECK, N_("Agree"), not_same_as=_NOT_DECIDED),
        (SECOND_LOOK, AGREE_REFUSAL): Step(
            REFUSED, _CHECK, N_("Agree with the refusal"), not_same_as=_NOT_DECIDED
        ),
        (SECOND_LOOK, SEND_BACK): Step(
            IN_REVIEW, _CHECK, N_("Send back"), not_same_as=_NOT_DECIDED, needs_note=True
        ),
        **{
            (state, UNDO): Step(
                IN_REVIEW, _DECIDE, N_("Undo the decision"), not_same_as=_NOT_OWN, needs_note=True
            )
            for state in (APPROVED, REFUSED, EXPIRED)
        },
    }


CLAIM = Machine(
    "claim",
    DRAFT,
    strictly(
        {
            (DRAFT, ACCEPT): Step(ACCEPTED, _TAKE, N_("Accept the claim")),
            (ACCEPTED, REVIEW): Step(
                IN_REVIEW, _DECIDE, N_("Begin the review"), not_same_as=_NOT_OWN
            ),
            (ACCEPTED, ASK_PAPERS): Step(PAPERS_ASKED, _TAKE, N_("Ask for papers")),
            **_decisions(),
            (IN_REVIEW, ASK_PAPERS): Step(PAPERS_ASKED, _DECIDE, N_("Ask for papers")),
            (PAPERS_ASKED, PAPERS_IN): Step(IN_REVIEW, _TAKE, N_("All papers are in")),
            (PAPERS_ASKED, EXPIRE): Step(EXPIRED, _DECIDE, N_("Close: papers never came")),
            **_withdrawals(),
            **_taken_over(),
            **_recoveries(),
        }
    ),
    {
        DRAFT: N_("Draft"),
        ACCEPTED: N_("Claim accepted"),
        IN_REVIEW: N_("In review"),
        PAPERS_ASKED: N_("Papers asked for"),
        SECOND_LOOK: N_("Waits for a second look"),
        APPROVED: N_("Approved, to be paid"),
        REFUSED: N_("Claim refused"),
        WITHDRAWN: N_("Withdrawn by the person"),
        EXPIRED: N_("Expired, papers never came"),
    },
)

OTHER = "other"
"""The ground of refusal that every plan has, with a note that says which."""


def grounds_of(named: Mapping[str, str], known: Iterable[Code]) -> tuple[Code, ...]:
    """Return the grounds in use on which a claim may be refused: those that its plan names, all
    of them where it names none."""
    return tuple(
        one
        for one in known
        if not one.retired and (not named or one.code in named or one.code == OTHER)
    )


BEHIND_THE_SCENES = frozenset((LOOK_AGAIN, TAKE_OVER, TAKE_OVER_REFUSED, TAKE_BACK, FLAG, RECOVER))
"""Steps that follow from another one or have a verb of their own."""


@dataclass(frozen=True, slots=True)
class View:
    """A worklist of claims: its name, and what is said when nothing is on it."""

    label: str
    empty: str


CLAIM_VIEWS: Mapping[str, View] = {
    "to_review": View(N_("To review"), N_("No claim waits for a review. Well done.")),
    "papers": View(N_("Papers asked for"), N_("No claim waits for papers.")),
    "overdue": View(N_("Papers overdue"), N_("No papers are overdue.")),
    "second_look": View(N_("Second looks"), N_("No decision waits for a second look.")),
    "near_limit": View(
        N_("Near the hand-in limit"), N_("No draft comes near the plan's limit within 14 days.")
    ),
    "recover": View(N_("To recover"), N_("Nothing has to come back.")),
    "all": View(N_("All claims"), N_("No claim yet. Take one with the button above.")),
}
"""The worklists in their order."""
DAYS_BEFORE_LIMIT = 14
