"""Which documented step, and which reported failure, is walked by which scenario.

See procedures.toml, failures.toml and `./run trace`.
"""

from features.trace.coverage import StepCoverage, trace, trace_failures

__all__ = ["StepCoverage", "trace", "trace_failures"]
