"""What an option costs a month, as low, expected and high, in parts that add up."""
