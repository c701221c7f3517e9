"""What a hostile client sends to every call of every platform and of the control API, and what
must hold after each of its requests.

seeds       requests that were answered well, recorded from the platforms' own tests
recording   the pytest plugin that records them
grounds     the world that is fuzzed: how a client is let in, and what exists there
control     the control API's operations and a good request of each, from its description
hostile     how a good request is made a bad one (hypothesis draws)
heavy       bodies that are large, deep or explosive
sending     one request through the served application, without a socket
checks      what must hold of every answer
fuzzing     all of it for one platform
show        the table, and the exit status

A platform that joins the coverage is fuzzed as well: `./run fuzz NAME --record` records its seeds,
and `grounds` learns how a client is let in. A call without a seed is not reached, which is red.
"""
