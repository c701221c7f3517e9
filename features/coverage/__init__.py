"""Which calls of a platform are proven by its tests, measured while the tests run.

calls      what a call is, and what its evidence must hold
netsuite   every call of NetSuite, from its routes, record types and transformations
shopify    every call of Shopify, from its routes and the roots of its schema
quickbooks_online   every call of QuickBooks Online, from its routes and entities
witness    a pytest plugin: watches every call and every document that it reads or writes
survey     runs a platform's tests under the witness and adds the evidence up
page       the platform's README, generated from that

A call is proven when a test changes state with it and another route (or the ledger) then reads a
document that it changed, and when a test has it refused by its own handler while every document
and ledger row stays as it was. A read needs an answer and a refusal.
"""
