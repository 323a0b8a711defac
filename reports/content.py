"""Everything a report says, as plain frozen data: what is hashed, rendered, exported and compared.

Built from the database by `reports.builder`, written to canonical JSON and read back by `reports.canonical`.
A figure is a Decimal (a string in JSON) with its unit; None is « à compléter ». Nothing here is formatted
for the eye.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SCHEMA = "snppe/report/1"


@dataclass(frozen=True)
class PartyContent:
    """One of the parties: its kind (`OrganisationKind`), name, who signs for it, the local service."""

    kind: str
    kind_label: str
    organisation: str
    signatory_title: str
    local_service: str


@dataclass(frozen=True)
class ContractContent:
    """The contract the report is about."""

    reference: str
    territory_code: str
    territory_name: str
    territory_of: str
    framework_title: str
    framework_years: str
    starts_on: date
    ends_on: date
    signed_on: date | None
    texts: list[str]
    amendments: list[str]
    is_fictitious: bool
    provenance: str


@dataclass(frozen=True)
class ProofContent:
    """A file that backs a figure, which stays where it is: its title, its name, its SHA-256 (hex)."""

    title: str
    name: str
    sha256: str


@dataclass(frozen=True)
class OriginContent:
    """Whence a figure comes: the day (of the territory) and the seat in which it was last moved (no person's
    name; empty when data were loaded), the `version` it then became, what set a target (`source`) and what is
    said of it (`note`), the files that back a reading."""

    entered_on: date | None
    seat: str
    version: str
    source: str
    note: str
    proofs: list[ProofContent] = field(default_factory=list)


@dataclass(frozen=True)
class ReadingContent:
    """A measurement as it stood: value or typed absence (`kind`), with its source and perimeter."""

    year: int
    kind: str
    kind_label: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    source_label: str
    perimeter: str
    is_shared: bool
    comment: str
    gap_cause: str
    provenance: str
    # Unknown to the editions frozen before each figure had its note.
    origin: OriginContent | None = None


@dataclass(frozen=True)
class TargetContent:
    """A target: `operator` of indicators.enums.Operator, one or two values, its year."""

    year: int | None
    operator: str
    operator_label: str
    value: Decimal
    upper_value: Decimal | None
    # Unknown to the editions frozen before each figure had its note.
    origin: OriginContent | None = None


@dataclass(frozen=True)
class SeriesPoint:
    """One year of a series: the value retained when the content was built, agreed or not."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class SeriesSource:
    """Whence the value of one year of a series comes."""

    year: int
    source: str


@dataclass(frozen=True)
class ExplanationContent:
    """Why a result that surprised a numbered rule is right: a coded cause and a sentence, given for the year
    `from_year` and holding until `until_year`."""

    rule: str
    rule_title: str
    cause: str
    sentence: str
    from_year: int
    until_year: int


@dataclass(frozen=True)
class IndicatorContent:
    """An indicator in the year: baseline, target, result, and what follows from them.

    `gap` is result minus target in the indicator's unit. `change` since the baseline is in per cent
    for quantities ("percent"), in points for percentages ("points"); None with a `change_note` when
    the perimeters differ. `status` and `trend` come from indicators.scoring.
    """

    code: str
    label: str
    unit: str
    decimals: int
    direction: str
    label_status: str
    is_local: bool
    baseline: ReadingContent | None
    target: TargetContent | None
    national_target: TargetContent | None
    result: ReadingContent | None
    gap: Decimal | None
    change: Decimal | None
    change_kind: str
    change_note: str
    status: str
    status_label: str
    trend: str
    trend_label: str
    series: list[SeriesPoint]
    # Unknown to the editions frozen before they were kept with the results.
    explanations: list[ExplanationContent] = field(default_factory=list)
    # Unknown to the editions frozen before the earlier years of a series had their note.
    series_sources: list[SeriesSource] = field(default_factory=list)


@dataclass(frozen=True)
class ActionContent:
    """An action and its yearly review."""

    number: int
    title: str
    purpose: str
    audience: str
    actors: str
    lead: str
    carrier: str
    delegate: str
    starts_on: date | None
    ends_on: date | None
    staff_fte: Decimal | None
    state_label: str
    objectives: list[int]
    done: str
    difficulties: str
    next_steps: str
    outcome_count: Decimal | None
    outcome_unit: str
    provenance: str
    # Unknown to the editions frozen before an action had indicators of its own.
    indicators: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ObjectiveContent:
    """An objective retained by the contract, its narrative, its indicators, the numbers of its actions."""

    number: int
    label: str
    kind: str
    kind_label: str
    narrative: str
    indicators: list[IndicatorContent]
    actions: list[int]


@dataclass(frozen=True)
class EngagementContent:
    """An engagement with its retained objectives."""

    code: str
    label: str
    narrative: str
    objectives: list[ObjectiveContent]


@dataclass(frozen=True)
class EntryContent:
    """The day (of the territory) and the seat of an entry; no person's name, empty when data were loaded."""

    entered_on: date
    seat: str


@dataclass(frozen=True)
class LineOriginContent:
    """Whence the amounts of a line come: the last entry of what its payer fills and of what the département
    fills (None when nothing is), what became of its carry-over and why it was asked."""

    payer: EntryContent | None
    departement: EntryContent | None
    carry_over_state: str
    carry_over_reason: str


@dataclass(frozen=True)
class FundingLineContent:
    """A funding line; amounts in euros, None when not filled."""

    source: str
    source_label: str
    payer: str
    payee: str
    payee_label: str
    action: str
    requested: Decimal | None
    notified: Decimal | None
    committed: Decimal | None
    paid: Decimal | None
    spent: Decimal | None
    carried_over: Decimal | None
    comment: str
    provenance: str
    # Unknown to the editions frozen before they existed.
    carried_in: Decimal | None = None
    payment_credits: Decimal | None = None
    # Unknown to the editions frozen before each line had its note.
    origin: LineOriginContent | None = None


@dataclass(frozen=True)
class SourceTotal:
    """The notified amounts of one source, by payee; euros."""

    source: str
    source_label: str
    to_departement: Decimal
    to_establishments: Decimal
    total: Decimal
    paid: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True)
class FundingContent:
    """The money of the year. « Versé au département » is not « total du contrat » (domain.md § 2.5).

    `state_support` is what the State and its agency grant through the département (programme 304 and FIR);
    `establishments` what goes straight to establishments (ONDAM); `grand_total` all sources. Notified
    amounts, euros.
    """

    lines: list[FundingLineContent]
    by_source: list[SourceTotal]
    state_support: Decimal
    fir_share: Decimal
    establishments: Decimal
    departement_share: Decimal | None
    grand_total: Decimal
    narrative: str


@dataclass(frozen=True)
class Tally:
    """The summary in numbers: objectives and indicators by status."""

    objectives: int
    fundamental: int
    optional: int
    actions: int
    indicators: int
    with_result: int
    reached: int
    on_track: int
    behind: int
    without_target: int
    without_value: int


@dataclass(frozen=True)
class DeadlineContent:
    """When the report was due and under which text."""

    due_on: date
    legal_text: str


@dataclass(frozen=True)
class DecisionContent:
    """What a committee decided and what became of it; `objective` is a number, None for the whole."""

    decided_on: date
    objective: int | None
    text: str
    owner: str
    due_on: date | None
    state: str
    state_label: str
    outcome: str


@dataclass(frozen=True)
class ReportContent:
    """The whole report of one contract and one year; `decisions` are those that earlier committees took."""

    contract: ContractContent
    fiscal_year: int
    parties: list[PartyContent]
    deadline: DeadlineContent | None
    summary: str
    context: str
    outlook: str
    tally: Tally
    funding: FundingContent
    engagements: list[EngagementContent]
    actions: list[ActionContent]
    decisions: list[DecisionContent] = field(default_factory=list)
    schema: str = field(default=SCHEMA)


@dataclass(frozen=True)
class SealContent:
    """A party's decision on the edition, as printed on the signature page of the agreed PDF."""

    kind: str
    organisation: str
    decision: str
    decision_label: str
    statement: str
    seat_label: str
    sealed_at: str


@dataclass(frozen=True)
class AssemblyContent:
    """The report to the assembly: its narrative by part, and the contracts it presents with their reports."""

    authority: str
    fiscal_year: int
    meets_on: date | None
    summary: str
    context: str
    funding_narrative: str
    prevention: str
    protection: str
    proposal: str
    annexes: list[ReportContent]
    schema: str = field(default="snppe/assembly/1")
