"""Amazon's own sandbox: fixed answers to fixed requests, on host names of its own.

It keeps no state and knows no order of the account: a request is answered when its parameters are
those of an example of the published models, and refused otherwise. `examples.jsonl` holds the
examples as data: the `x-amzn-api-sandbox` members of github.com/amzn/selling-partner-api-models at
commit 34dc93f (Apache License 2.0), one a line. Source of the rule: developer-docs.amazon.com
"The Selling Partner API sandbox".
"""
