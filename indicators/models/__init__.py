"""Indicators: their definition apart from their readings."""

from indicators.models.indicator import Applicability, GapCause, Indicator, NationalTarget
from indicators.models.measurement import Measurement, Target

__all__ = ["Applicability", "GapCause", "Indicator", "Measurement", "NationalTarget", "Target"]
