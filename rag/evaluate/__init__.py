"""Figures of how well questions are answered, over data that anyone can bring."""
