"""Seller Central: the pages on which a person finds a settlement and downloads its file.

sessions    who is signed in             pages       templates, links, answers
files       which files there are        routes      the pages

Sources: Seller Central help on the Payments reports ("Statement View", "All Statements", "Reports
Repository"), as integrators describe the way there. Layout and words are this sandbox's own.
"""
