"""The rules of the figures as the help page publishes them: V, C and P, and what each campaign makes of P."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.models import Campaign
from indicators.checks import settings_of
from indicators.enums import Severity
from indicators.plausibility import PLAUSIBILITY_RULES, PlausibilityRule, Setting
from indicators.value_rules import TARGET_RULES, VALUE_RULES, Rule


@dataclass(frozen=True)
class Applied:
    """What a campaign makes of a rule, in French; `is_own` tells a campaign that changed the default.
    `campaign` is empty for the default itself."""

    campaign: str
    effect: str
    threshold: str
    is_own: bool


@dataclass(frozen=True)
class PublishedRule:
    """A rule P, its default, and what each campaign makes of it."""

    rule: PlausibilityRule
    default: Applied
    campaigns: list[Applied]


@dataclass(frozen=True)
class RuleBook:
    """Everything the page tells. `values` and `targets` are (number, summary)."""

    values: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    campaigns: list[str]
    plausibility: list[PublishedRule]


def rule_book() -> RuleBook:
    """The rules in force, for the campaigns of every framework, latest first; two queries a framework."""
    campaigns = list(Campaign.objects.select_related("framework").order_by("-fiscal_year", "framework__code"))
    years: dict[int, list[int]] = {}
    for campaign in campaigns:
        years.setdefault(campaign.framework_id, []).append(campaign.fiscal_year)
    settings = {framework: settings_of(framework, list(of)) for framework, of in years.items()}
    published = []
    for rule in PLAUSIBILITY_RULES:
        applied = [
            _applied(rule, settings[one.framework_id][one.fiscal_year][rule.number], _name(one))
            for one in campaigns
        ]
        published.append(PublishedRule(rule, _applied(rule, rule.default), applied))
    names = [_name(campaign) for campaign in campaigns]
    return RuleBook(_told(VALUE_RULES), _told(TARGET_RULES), names, published)


def _name(campaign: Campaign) -> str:
    return f"{campaign.fiscal_year} (cadre {campaign.framework})"


def _told(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """Each once: a rule may bear on two fields."""
    return list({rule.number: (rule.number, rule.summary) for rule in rules}.values())


def _applied(rule: PlausibilityRule, setting: Setting, campaign: str = "") -> Applied:
    is_off = setting.severity == Severity.OFF
    return Applied(
        campaign=campaign,
        effect=str(Severity(setting.severity).label),
        threshold="" if is_off else rule.threshold_told(setting),
        is_own=setting != rule.default,
    )
