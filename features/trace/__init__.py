"""Which documented step is walked by which scenario; see procedures.toml and `./run trace`."""

from features.trace.coverage import StepCoverage, trace

__all__ = ["StepCoverage", "trace"]
