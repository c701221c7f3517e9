"""From documents to JSON and XML and back, exactly as the platform writes them.

formats    which of the two a request speaks
json       answers and bodies in JSON
xml        answers in XML, in the order of the official schema
reading    bodies in XML, made into what JSON would have said
faults     refusals, in the casing of whoever refuses
values     moments and numbers
"""
