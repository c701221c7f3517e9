"""The acceptance gate: which scenarios, what they and the judge say, and the paper to sign."""

from features.gate.gate import EXIT_CODES, PROFILES, GateResult, run_gate

__all__ = ["EXIT_CODES", "PROFILES", "GateResult", "run_gate"]
