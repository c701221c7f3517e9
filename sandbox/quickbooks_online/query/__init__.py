"""The query language: `select * from Invoice where DocNumber = '1001'`.

lexer       the words, and lexical errors
grammar     the statement, and what would have been expected instead
properties  what an entity can be asked for
conditions  values, compared
execution   the rows
errors      4000, 4001 and 4002 in the platform's words
"""

from __future__ import annotations

from sandbox.quickbooks_online.query.errors import QueryFault
from sandbox.quickbooks_online.query.execution import QueryAnswer, run

__all__ = ["QueryAnswer", "QueryFault", "run"]
