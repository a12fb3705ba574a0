"""Dolphin-v2 on a GPU of one's own: reads pages that have no text of their own, behind the executor's `/v1/parse`."""
