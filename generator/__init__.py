"""Broadsheet turns a folder of collected articles into a news digest site."""

__version__ = "0.1.0"
