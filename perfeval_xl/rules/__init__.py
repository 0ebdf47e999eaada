"""The rules a self-evaluation must satisfy, each declared in one place."""
