"""The schema as text, by family. Names, arguments, types and nullability are those of Admin API
2026-07; descriptions are left out. Fields that came with a later version are listed in schema.py.
"""
