"""Grants: what a positive decision starts — commitment, letter, instalments, conditions."""
