"""The answer in words and records: each part of the output contract is read off one decision by one module."""
