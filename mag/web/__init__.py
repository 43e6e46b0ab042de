"""The frame: form base, filters, page layout and components, the boundary and the guard. No noun of the field."""
