"""Words that every domain needs and none owns; small and slow to change."""
