"""How a world is reached from outside this process.

In process, `world.transport()` is enough (see kernel/transport.py). `proxy` lets any client in
any language keep the production URLs it was written with.
"""
