"""The case desk: where people look at what a run found, decide with a reason, and release with four eyes."""
