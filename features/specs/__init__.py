"""Schemas and answers of the fakes, judged by what the vendors publish.

official            Shopify's schema, read from VENDOR_SPECS (nothing of it is kept here)
compare             what differs between our GraphQL schema and theirs
answers             whether an answer has the shape that their schema promises for its document
xsd                 the schemas of QuickBooks Online, read from VENDOR_SPECS
quickbooks_records  what differs between our records and theirs
quickbooks_answers  whether an answer has the members, order, types and enumerations they promise
amazon_models       the models of the Selling Partner API, read from VENDOR_SPECS
amazon_examples     whether the sandbox hosts answer the examples of the models
amazon_answers      whether an answer or a message has the members and values of its model
ebay_models         the descriptions of eBay's APIs, read from VENDOR_SPECS
ebay_answers        whether routes, scopes, answers and error numbers are those of a description
recorder            a pytest plugin that keeps the answers of a run
report              what `./run specs` prints and answers
"""
