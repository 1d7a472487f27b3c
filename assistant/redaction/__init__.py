"""Recognisers of personal data as UK practitioners type it, for Presidio's analyser."""
