"""Tests of the synthetic coalition."""
