"""A language model on a GPU of one's own behind OpenAI's wire format. Seed-Coder by default."""
