"""Amazon's own sandbox: fixed answers to fixed requests, on host names of its own.

It keeps no state and knows no order of the account: a request is answered when its parameters are
those of an example of the published models, and refused otherwise. The examples are Amazon's, so
they are read from a copy of the models that the user names (switch `sandbox_models`); without one
every request is refused. Source of the rule: developer-docs.amazon.com "The Selling Partner API
sandbox".
"""
