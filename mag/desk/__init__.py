"""The desk: pages that read several rooms. No tables, no verbs."""
