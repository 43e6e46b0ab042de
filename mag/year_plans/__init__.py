"""Plans of the year (uitvoeringsplan): what will be done for each theme, from what was decided and what is expected."""
