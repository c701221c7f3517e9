"""A connector between storefronts and books, after NetSuite Connector's documented flows.

It speaks HTTPS to production addresses and knows no sandbox. `engine.Engine` is the way in.
"""
