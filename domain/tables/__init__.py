"""The province's own tables (Biểu 01, 02, 03): what they count, how they look, their checks."""
