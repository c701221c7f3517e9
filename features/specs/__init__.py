"""Our GraphQL schema and every answer of the tests, judged by the vendor's published schema.

official   the published schema, read from VENDOR_SPECS (nothing of it is kept here)
compare    what differs between ours and theirs
recorder   a pytest plugin that keeps every GraphQL answer of a run
answers    whether an answer has the shape that their schema promises
report     what `./run specs` prints and answers
"""
