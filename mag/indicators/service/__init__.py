"""Verbs of the indicators: defining what is measured, recording, correcting and approving values, setting targets."""

from mag.indicators.service.approving import approve, turn_down
from mag.indicators.service.defining import define_indicator, remove_indicators
from mag.indicators.service.measuring import Part, correct, measure, set_target

__all__ = ["Part", "approve", "correct", "define_indicator", "measure", "remove_indicators", "set_target", "turn_down"]
