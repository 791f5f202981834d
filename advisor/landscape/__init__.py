"""Landscape: how far open weights are behind closed models, per dimension and over time."""
