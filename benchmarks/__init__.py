"""Ratios against peers, measured in one run: `./run bench`.

figure      one measured ratio, its target, and the comparison with the committed figures
peers       the peers in a venv of their own below .bench/, and a process that runs them
peer_worker what runs in that process
calls, cold_start, snapshot_restore, scenarios, day    P1, P3, P4, P6, P8

Every round measures ours and the peer's one after the other, so that a busy machine is busy for
both; the ratio is the median over rounds of the ratio of a round.
"""
