"""What the company allows and does. No HTTP here."""
