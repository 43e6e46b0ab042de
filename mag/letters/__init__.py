"""The words of our letters: shipped as data, edited by staff, in an order that law and rules keep."""
