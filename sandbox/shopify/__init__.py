"""A fake Shopify store: orders, refunds, fulfilments over REST and GraphQL under one rule set.

records   frozen values and their tables    rules/    what the store allows and does
settings  named switches                    desk      what a merchant does in the admin
seed      the store as it is on day one     wire      record -> REST JSON
routes/   REST and GraphQL                  app auth limits errors   the HTTP side
"""
