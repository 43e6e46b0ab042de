"""Spot checks: a draw that anybody can repeat decides whose small grant is asked for proof."""
