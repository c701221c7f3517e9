"""Storefronts: the contract (`channel`) and one adapter per platform."""
