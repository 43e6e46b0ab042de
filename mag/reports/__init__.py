"""Reports: facts gathered, figures composed, snapshots adopted, forms rendered. Reads all, changes no other room."""
