"""The pages of the intake: the only part of it that knows Litestar."""
