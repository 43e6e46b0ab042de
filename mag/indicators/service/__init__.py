"""Verbs of the indicators: defining what is measured, recording and correcting values, setting targets."""

from mag.indicators.service.defining import define_indicator, remove_indicators
from mag.indicators.service.measuring import correct, measure, set_target

__all__ = ["correct", "define_indicator", "measure", "remove_indicators", "set_target"]
