"""Indicators: their definition apart from their readings, and how a year of them is entered and checked."""

from indicators.models.crosswalk import IndicatorLink
from indicators.models.following import ActionIndicator, Assignment, ContributorKit, Survey, SurveyQuestion
from indicators.models.imports import ImportBatch
from indicators.models.indicator import Applicability, GapCause, Indicator, NationalTarget
from indicators.models.measurement import Measurement, Target
from indicators.models.plausibility import CampaignRule, Explanation

__all__ = [
    "ActionIndicator",
    "Applicability",
    "Assignment",
    "CampaignRule",
    "ContributorKit",
    "Explanation",
    "GapCause",
    "ImportBatch",
    "Indicator",
    "IndicatorLink",
    "Measurement",
    "NationalTarget",
    "Survey",
    "SurveyQuestion",
    "Target",
]
