"""Partners: residents and organisations, their bank accounts and their people."""
