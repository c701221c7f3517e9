"""Amazon: one seller account, Selling Partner API and settlements."""
