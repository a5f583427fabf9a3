"""The desk's pages and its interface for programs; only here is Litestar known."""
