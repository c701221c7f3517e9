"""What every fake platform stands on. No file here knows a platform.

store     tables of immutable documents, snapshots, transactions, ordered indexes
clock     the world's time        ids       counters, tokens, uuids, randomness
limits    token buckets           faults    planned misfortune
exchange  the log of what went over the wire, with secrets removed
queue     work that is due later      outbound  calls to the outside
routing   Request, Response, the route table, the route lane and the FastAPI app made of it
platform  what a platform must be          universe  what a platform is given
"""
