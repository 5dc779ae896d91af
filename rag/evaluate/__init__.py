"""Evaluation of answers on a user's own data: the commands `rag evaluate …`."""
