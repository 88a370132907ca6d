"""Scores the methods on labelled data, through the functions that production uses."""
