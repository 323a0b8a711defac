"""The tables of frameworks and calendars, by their natural keys."""

from import_export.fields import Field

from accounts.exchange import DayWidget, ReferenceResource, Within, by_code
from accounts.models import Territory
from contracts.models import (
    Campaign,
    Deadline,
    DeadlineExtension,
    Engagement,
    Framework,
    LegalText,
    Objective,
)


class FrameworkResource(ReferenceResource):
    """By code."""

    class Meta(ReferenceResource.Meta):
        model = Framework
        import_id_fields = ["code"]
        fields = [
            "code",
            "title",
            "first_year",
            "last_year",
            "baseline_year",
            "is_published",
            "mandatory_count",
        ]


class LegalTextResource(ReferenceResource):
    """By framework and reference."""

    framework = by_code(Framework, "framework", "cadre")

    class Meta(ReferenceResource.Meta):
        model = LegalText
        import_id_fields = ["framework", "reference"]
        fields = ["framework", "year", "reference", "nor", "published_note", "source_url"]


class EngagementResource(ReferenceResource):
    """By framework and code."""

    framework = by_code(Framework, "framework", "cadre")

    class Meta(ReferenceResource.Meta):
        model = Engagement
        import_id_fields = ["framework", "code"]
        fields = ["framework", "code", "position", "label", "source_url"]


class ObjectiveResource(ReferenceResource):
    """By framework and number; the engagement by its code in the same framework."""

    framework = by_code(Framework, "framework", "cadre")
    engagement = by_code(Engagement, "engagement", "engagement", framework__code="cadre")

    class Meta(ReferenceResource.Meta):
        model = Objective
        import_id_fields = ["framework", "number"]
        fields = [
            "framework",
            "number",
            "engagement",
            "label",
            "kind",
            "label_status",
            "notes",
            "source_url",
        ]


class CampaignResource(ReferenceResource):
    """By framework and fiscal year."""

    framework = by_code(Framework, "framework", "cadre")

    class Meta(ReferenceResource.Meta):
        model = Campaign
        import_id_fields = ["framework", "fiscal_year"]
        fields = ["framework", "fiscal_year", "notes"]


class DeadlineResource(ReferenceResource):
    """By framework, fiscal year, kind, audience and date."""

    framework = Field(attribute="campaign__framework__code", column_name="cadre", readonly=True)
    campaign = Field(
        attribute="campaign",
        column_name="campagne",
        widget=Within(Campaign, "fiscal_year", {"framework__code": "cadre"}),
    )

    class Meta(ReferenceResource.Meta):
        model = Deadline
        import_id_fields = ["campaign", "kind", "audience", "due_on"]
        fields = [
            "framework",
            "campaign",
            "kind",
            "label",
            "due_on",
            "audience",
            "legal_text",
            "source_url",
        ]


class DeadlineExtensionResource(ReferenceResource):
    """By framework, campaign, the date it puts back, and territory."""

    framework = Field(attribute="deadline__campaign__framework__code", column_name="cadre", readonly=True)
    campaign = Field(attribute="deadline__campaign__fiscal_year", column_name="campagne", readonly=True)
    kind = Field(attribute="deadline__kind", column_name="objet", readonly=True)
    deadline = Field(
        attribute="deadline",
        column_name="date initiale",
        widget=Within(
            Deadline,
            "due_on",
            {
                "campaign__framework__code": "cadre",
                "campaign__fiscal_year": "campagne",
                "kind": "objet",
            },
            reader=DayWidget(),
        ),
    )
    territory = by_code(Territory, "territory", "territoire")

    class Meta(ReferenceResource.Meta):
        model = DeadlineExtension
        import_id_fields = ["deadline", "territory"]
        fields = ["framework", "campaign", "kind", "deadline", "territory", "due_on", "reason"]
