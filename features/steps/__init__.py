"""The sentences of the features, one file a speaker.

    storefront  what happens in Shopify          books    what happens in NetSuite
    connector   what the tester does and reads on the connector's screens
    trouble     planned misfortune               judge    what the audit must find

Amounts are literal: no step computes what it expects.
"""
