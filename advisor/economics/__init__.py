"""When does running a model oneself pay? Cost against volume, break-even with its interval, and what moves it."""
