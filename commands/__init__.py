"""What `weighbridge` can be asked: one module a group of commands, the arguments of each beside what it does."""
