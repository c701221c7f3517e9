"""A QuickBooks Online company: the v3 accounting API, its rules and its books."""
