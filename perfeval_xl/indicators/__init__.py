"""Targets and actuals of indicators as typed: what they say, and what score follows."""
