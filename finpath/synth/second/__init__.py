"""A planter by another author, who had read neither finpath's own nor the detectors, and so thinks otherwise.

It plants among members who hand in payments as CSV, JSON Lines or Parquet; innocent look-alikes come with it.
"""
