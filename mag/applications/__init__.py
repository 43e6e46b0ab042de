"""Applications: drafts, submissions, planned activities, assessment and the decision."""
